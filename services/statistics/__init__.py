"""Indicators (统计指标) and what is made known of them (预警通报).

They are counted over what all wings hold, so this package stands above the wings: it reads their tables, and no wing
knows of it.
"""
