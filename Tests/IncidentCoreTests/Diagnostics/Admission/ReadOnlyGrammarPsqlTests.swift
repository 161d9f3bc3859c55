import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct ReadOnlyGrammarPsqlTests {
    @Test(arguments: [
        "SELECT * FROM pg_stat_activity WHERE state = 'active';", "select 1", " SHOW max_connections ; ",
        "TABLE pg_locks",
        "EXPLAIN (ANALYZE, BUFFERS) SELECT 1", "EXPLAIN ANALYZE SELECT count(*) FROM event",
        "WITH w AS (SELECT 1 AS a) SELECT * FROM w",
        "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn) FROM pg_stat_replication",
        "SELECT ';', 'delete -- /* $ ' , '{label:app}'", #"SELECT "Update" FROM t"#, "SELECT 'it''s; drop'",
        "SELECT query, calls FROM pg_stat_statements ORDER BY total_exec_time DESC LIMIT 10", "VALUES (1)",
        "SELECT substring(query for 60), now() - query_start FROM pg_stat_activity",
        "SELECT 1; SELECT 2", "SELECT 1 -- a comment", "SELECT $$; DROP TABLE t$$", "EXPLAIN DELETE FROM t",
        "SELECT 'orders'::regclass::oid", #"\d+ orders"#, #"\dt *.{label:table:name}"#,
    ])
    func `a statement that only reads passes, and so does what describes`(_ sql: String) {
        #expect(ReadOnlyGrammar.refusal(of: ["psql", "-U", "postgres", "-c", sql]) == nil)
        #expect(ReadOnlyGrammar.refusal(of: ["kubectl", "exec", "db-0", "--", "psql", "-tAc", sql]) == nil)
    }

    @Test(arguments: [
        ("VACUUM ANALYZE;", "VACUUM"), ("DELETE FROM t", "DELETE"), ("", "has no statement"), (" ;;", "no statement"),
        ("SELECT 1; DROP TABLE t", "DROP"), ("SELECT 1; COMMIT", "BEGIN, COMMIT or the like"),
        ("WITH d AS (DELETE FROM t RETURNING 1) SELECT * FROM d", "DELETE"),
        ("EXPLAIN ANALYZE INSERT INTO t VALUES (1)", "INSERT"), ("EXPLAIN (ANALYZE) DELETE FROM t", "DELETE"),
        ("SELECT * INTO t2 FROM t", "INTO"), ("SELECT * FROM t FOR UPDATE", "FOR UPDATE"),
        ("SELECT * FROM t FOR SHARE", "FOR SHARE"), ("EXPLAIN ANALYZE EXECUTE x", "EXECUTE"),
        ("COPY t TO PROGRAM 'id'", "COPY"), ("SET work_mem = 1", "SET"), ("DO $$BEGIN END$$", "DO"),
        ("SELECT pg_terminate_backend(1)", "pg_terminate_backend"),
        (#"SELECT "pg_cancel_backend"(1)"#, "pg_cancel_backend"),
        ("SELECT PG_SLEEP(10)", "pg_sleep"), ("SELECT pg_catalog.pg_read_file('/etc/passwd')", "pg_read_file"),
        ("SELECT 1 ORDER BY nextval('s')", "nextval"), ("VALUES (lo_import('/etc/passwd'))", "lo_import"),
        (#"SELECT U&"pg!005fsleep" UESCAPE '!' (1)"#, "pg_sleep"), ("SELECT app.purge()", "app.purge"),
        ("SELECT 1 OPERATOR(app.+) 2", "app.+"), ("SELECT 'x'::app.kind", "app.kind"),
        ("SELECT * FROM pg_shadow", "pg_shadow"), ("SHOW primary_conninfo", "primary_conninfo"),
        ("SELECT $1", "a parameter"), ("SELECT '\\''; DROP TABLE t; --'", "backslash before a quote"),
        (#"\! id"#, #""\!""#), (#"\d `id`"#, "`id`"), (#"\dRs+"#, "dRs+"),
        (#"SELECT 1 \g /tmp/x"#, "a -c of their own"), ("SELECT :'x'", "fills no variable"),
        ("SELECT 'x", "unterminated"), ("\"select\" 1", "syntax error"),
        ("SELECT * FROM {label:t}", "outside single quotes"), (#"SELECT * FROM "{label:t}""#, "outside single quotes"),
        ("SELECT 1 -- {label:t}", "outside single quotes"), ("SELECT {label:f}()", "outside single quotes"),
    ])
    func `a statement that may do more is refused, and the refusal names what`(_ sql: String, _ named: String) throws {
        let refusal = try #require(ReadOnlyGrammar.refusal(of: ["psql", "-c", sql]))
        #expect(refusal.contains(named), "\(refusal)")
    }

    @Test(arguments: [
        (["-c", "SELECT 1", "-c", "DROP TABLE t"], "DROP"), (["-U", "x"], "has no -c"), ([], "has no -c"),
        (["-f", "x.sql"], "\"-f\""), (["-c", "SELECT 1", "-o", "/tmp/x"], "\"-o\""),
        (["--fil", "x.sql"], "\"--file\""), (["--no", "-c", "SELECT 1"], "may mean --no-align"),
        (["-v", "a=b", "-c", "SELECT 1"], "\"-v\""), (["-c"], "\"-c\", which lacks its value"),
        (["--comm", "DROP TABLE t"], "DROP"), (["-c", "SELECT 1", "-P", "pager=1"], "pager=1"),
        (["-c", "SELECT 1", "-d", "postgres://evil/x"], "database's name"),
        (["-c", "SELECT 1", "host=evil"], "database's name"),
        (["-c", "SELECT 1", "a", "b", "c"], "more words"), (["-c", "SELECT 1", "-L", "/tmp/log"], "\"-L\""),
    ])
    func `other ways to give psql work are refused`(_ arguments: [String], _ named: String) throws {
        let refusal = try #require(ReadOnlyGrammar.refusal(of: ["psql"] + arguments))
        #expect(refusal.contains(named), "\(refusal)")
    }

    @Test func `functions that a team says only read may be called as they are named, and no other`() {
        let own: Set = ["order_lag", "app.backlog"]
        func refusal(_ sql: String) -> String? {
            ReadOnlyGrammar.refusal(of: ["kubectl", "exec", "db-0", "--", "psql", "-c", sql], functions: own)
        }
        #expect(refusal("SELECT order_lag(), app.backlog('a')") == nil)
        #expect(refusal("SELECT app.order_lag()")?.contains("app.order_lag") == true)
        #expect(refusal("SELECT backlog('a')")?.contains("name it under functions") == true)
        #expect(refusal(#"SELECT "app.backlog"('a')"#)?.contains("a dot in it") == true)
    }

    @Test func `a team cannot name what is known to act, or what is no name`() {
        for name in ["order_lag", "app.backlog", "pg_ls_waldir", "pgmq.metrics", "citus_shard_sizes"] {
            #expect(ReadOnlyGrammar.refusal(ofFunction: name) == nil, "\(name)")
        }
        for name in [
            "pg_sleep", "pg_catalog.setval", "dblink_exec", "Query_To_XML", "pg_truncate_visibility_map",
            "autoprewarm_dump_now", "set_limit", "xslt_process", "pg_show_all_settings", "cron.schedule", "drop_chunks",
            "add_retention_policy", "citus_move_shard_placement", "master_drain_node", "aws_lambda.invoke",
            "aws_s3.query_export_to_s3", "pgmq.pop", "pgq.insert_event", "squeeze.squeeze_table", "repack_apply",
            "rds_kill",
            "injection_points_run",
        ] {
            #expect(ReadOnlyGrammar.refusal(ofFunction: name)?.contains("does more than read") == true, "\(name)")
        }
        for name in ["order_lag()", "a.b.c", "order lag", "a;b", "ｆ"] {
            #expect(ReadOnlyGrammar.refusal(ofFunction: name)?.contains("no function's name") == true, "\(name)")
        }
    }

    @Test func `a statement without measure is refused, not read`() {
        let long = ReadOnlyGrammar.refusal(of: ["psql", "-c", "SELECT 1" + String(repeating: "+1", count: 10_000)])
        #expect(long?.contains("longer than 16 KiB") == true)
        // As long as may be, for a parser that calls itself once for each sign.
        let deep = ReadOnlyGrammar.refusal(of: ["psql", "-c", "SELECT 1" + String(repeating: "+1", count: 8_100)])
        #expect(deep?.contains("nested too deeply") == true)
    }
}
