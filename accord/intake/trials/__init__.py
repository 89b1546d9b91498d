"""Trials: started by the confirmation of a request, reminded before their end, extended, ended, then kept by a rule."""
