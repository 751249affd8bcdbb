"""The figures counted again from exported rows, in plain Python: nothing here is the portal's but the rows."""
