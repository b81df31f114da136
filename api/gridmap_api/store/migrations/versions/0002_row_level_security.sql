-- A transaction that sets gridmap.communities sees and changes rows of those communities alone.
-- Where it is not set (or empty, which is what PostgreSQL leaves behind), nothing is hidden: the
-- program itself. FORCE binds the owner of the tables too; a superuser passes by every policy.
-- The subselects are computed once for a query, not once for a row.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'unit', 'plan_unit', 'plan_grid', 'plan_violation', 'comment',
        'communities', 'compounds', 'buildings', 'roads', 'water', 'railways', 'bridges', 'nets',
        'stations', 'hazards',
        'communities_past', 'compounds_past', 'buildings_past', 'roads_past', 'water_past',
        'railways_past', 'bridges_past', 'nets_past', 'stations_past', 'hazards_past'
    ]
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
