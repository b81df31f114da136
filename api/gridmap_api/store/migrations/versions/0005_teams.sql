-- The same wall between communities as in 0002, for the tables of this revision.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['team_member', 'kept_list_row']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY of_communities ON %I USING ('
            '(SELECT coalesce(current_setting(''gridmap.communities'', true), '''') = '''')'
            ' OR community_code = ANY ((SELECT string_to_array('
            'current_setting(''gridmap.communities'', true), '',''))::text[]))',
            name
        );
    END LOOP;
END
$$
