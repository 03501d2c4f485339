"""昭通市场监管: the WeChat assistant of the market regulator of Zhaotong."""
