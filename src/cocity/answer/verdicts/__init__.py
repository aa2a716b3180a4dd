"""The person's word on whether it is solved, and the three ways it reaches us: self, call-back, sample."""
