"""The ground: what several rooms stand on and what knows none of them."""
