"""Messages to people outside a reply: kept, sent through the window ledger, settled."""
