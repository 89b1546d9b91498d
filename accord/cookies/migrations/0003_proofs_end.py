"""Proofs whose time has passed are removed by the owner's function alone, and by nothing else.

It reads the retention rule of the site itself, and never touches a choice that may still hold, nor one younger than
six months (rule cookies.proof-least), whatever the rule of the site says.
"""

from typing import ClassVar

from django.db import migrations

PURGE = """
CREATE FUNCTION cookies_purge(site bigint, most integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH until AS (
        SELECT least(
            now() - make_interval(
                years => CASE rule.unit WHEN 'years' THEN rule.amount ELSE 0 END,
                months => CASE rule.unit WHEN 'months' THEN rule.amount ELSE 0 END,
                days => CASE rule.unit WHEN 'days' THEN rule.amount ELSE 0 END
            ),
            now() - make_interval(days => asked.choice_days),
            now() - interval '6 months'
        ) AS at
        FROM cookies_site AS asked JOIN register_retentionrule AS rule ON rule.id = asked.retention_id
        WHERE asked.id = site
    ), gone AS (
        DELETE FROM cookies_choice WHERE id IN (
            SELECT old.id FROM cookies_choice AS old
            WHERE old.site_id = site AND old.recorded_at < (SELECT at FROM until) LIMIT most
        ) RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cookies", "0002_signals"), ("register", "0003_recipient_legal_name")]

    operations: ClassVar = [migrations.RunSQL(PURGE, "DROP FUNCTION cookies_purge(bigint, integer);")]
