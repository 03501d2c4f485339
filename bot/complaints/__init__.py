"""投诉: a consumer's dispute with a business, from the filing to its end (投诉举报处理办法, 总局令第121号)."""
