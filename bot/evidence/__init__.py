"""Photos and voices: committed at once, fetched within WeChat's three days, checked, sealed, kept."""
