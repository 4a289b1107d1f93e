-- Take out one lister, whose new state follows. $source, $url.
DELETE FROM store.listers WHERE source = $source AND url = $url;
