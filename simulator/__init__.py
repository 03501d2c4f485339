"""A stand-in for the WeChat platform, for trying and testing an official account.

It speaks real HTTP both ways: it signs, encrypts and delivers messages to the account's
callback as WeChat does, and answers the account's calls under `/cgi-bin/`. It shares no code
with the account's program, so that each checks the other.
"""
