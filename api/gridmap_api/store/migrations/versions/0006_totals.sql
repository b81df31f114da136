-- The same wall between communities as in 0002; streets and the whole are of no one community.
ALTER TABLE published_total ENABLE ROW LEVEL SECURITY;
ALTER TABLE published_total FORCE ROW LEVEL SECURITY;
CREATE POLICY of_communities ON published_total USING (
    (SELECT coalesce(current_setting('gridmap.communities', true), '') = '')
    OR community_code = ANY ((SELECT string_to_array(
        current_setting('gridmap.communities', true), ','))::text[])
)
