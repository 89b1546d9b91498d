"""What was published can no longer be changed or deleted by the application's role, whatever statement it tries.

Row security, not a trigger. The one fact added to a published version, that its substance has since changed, goes
through a function of the owner that can do nothing else.
"""

from typing import ClassVar

from django.db import migrations

FREEZE = """
ALTER TABLE register_noticeversion ENABLE ROW LEVEL SECURITY;
CREATE POLICY register_everybody_reads ON register_noticeversion FOR SELECT USING (TRUE);
CREATE POLICY register_anybody_drafts ON register_noticeversion FOR INSERT WITH CHECK (TRUE);
CREATE POLICY register_drafts_change ON register_noticeversion FOR UPDATE
    USING (published_at IS NULL) WITH CHECK (TRUE);
CREATE POLICY register_drafts_go ON register_noticeversion FOR DELETE USING (published_at IS NULL);

CREATE FUNCTION register_outdate(family bigint, until integer, moment timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    UPDATE register_noticeversion SET outdated_at = moment
    WHERE notice_id = family AND number < until AND published_at IS NOT NULL AND outdated_at IS NULL
$$;
"""

THAW = """
DROP FUNCTION register_outdate(bigint, integer, timestamptz);
DROP POLICY register_drafts_go ON register_noticeversion;
DROP POLICY register_drafts_change ON register_noticeversion;
DROP POLICY register_anybody_drafts ON register_noticeversion;
DROP POLICY register_everybody_reads ON register_noticeversion;
ALTER TABLE register_noticeversion DISABLE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("register", "0001_initial")]

    operations: ClassVar = [migrations.RunSQL(FREEZE, THAW)]
