"""WeChat's wire: crypto, parsing, rendering, API client, token."""
