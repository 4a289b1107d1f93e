"""From a page to an article, or to the reason why there is none."""
