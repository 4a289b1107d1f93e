-- Take out the hosts named, whose new state follows. $hosts.
DELETE FROM store.hosts WHERE host IN (SELECT unnest($hosts::VARCHAR[]));
