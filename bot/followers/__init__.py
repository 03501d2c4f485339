"""Who follows the account, and each person's key."""
