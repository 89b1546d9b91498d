"""The API at /api/v1: the same actions and the same gate as the pages, for programs."""
