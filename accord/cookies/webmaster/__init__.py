"""The webmaster's side of banners: declaring a site, drawing its banner, publishing it, reading what came of it."""
