"""Who supplied the text: agencies, bylines, datelines, credits."""
