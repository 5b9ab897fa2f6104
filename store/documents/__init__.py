"""Records as documents: what the archive's tables hold.

A document leaves out what has its default, so that most are small; what is missing when read has
its default again, and keys nobody knows are ignored, so that older and newer programs read each
other. Times are written by `store.moments`. The keys below are the format: they stay.
"""
