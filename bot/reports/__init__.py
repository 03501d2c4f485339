"""举报: a clue that a business breaks market-regulation law; tables and keys of its own (投诉举报处理办法 art. 37)."""
