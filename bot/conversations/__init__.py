"""What was said to each person and where the talk stands: inbox, state, the filing form, hand-overs to staff."""
