"""What one answered question costs, beside a bare wechatpy echo, in one run."""
