"""A witness of transparency logs (c2sp.org/tlog-witness): a small program of its own, without the city's code or data.

It stands at somebody else's: a university, a notary's office, a federation of residents, a neighbouring city.
"""
