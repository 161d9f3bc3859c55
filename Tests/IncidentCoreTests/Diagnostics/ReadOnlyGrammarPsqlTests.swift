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
    ])
    func `one statement that only reads passes`(_ sql: String) {
        #expect(ReadOnlyGrammar.refusal(of: ["psql", "-U", "postgres", "-c", sql]) == nil)
        #expect(ReadOnlyGrammar.refusal(of: ["kubectl", "exec", "db-0", "--", "psql", "-tAc", sql]) == nil)
    }

    @Test(arguments: [
        ("VACUUM ANALYZE;", "must begin with"), ("DELETE FROM t", "must begin with"), ("", "has no statement"),
        (";", "no statement"),
        ("SELECT 1; DROP TABLE t", "more than one statement"), ("SELECT 1;;SELECT 2", "more than one statement"),
        ("WITH d AS (DELETE FROM t RETURNING 1) SELECT * FROM d", "DELETE"),
        ("EXPLAIN ANALYZE INSERT INTO t VALUES (1)", "INSERT"),
        ("SELECT * INTO t2 FROM t", "INTO"), ("SELECT * FROM t FOR UPDATE", "UPDATE"),
        ("SELECT * FROM t FOR NO KEY UPDATE", "locks"),
        ("SELECT * FROM t FOR SHARE", "locks rows"), ("EXPLAIN ANALYZE EXECUTE x", "EXECUTE"),
        ("SELECT pg_terminate_backend(1)", "pg_terminate_backend"),
        (#"SELECT "pg_cancel_backend"(1)"#, "pg_cancel_backend"),
        ("SELECT PG_SLEEP(10)", "pg_sleep"), ("SELECT pg_catalog.pg_read_file('/etc/passwd')", "pg_read_file"),
        ("SELECT lo_import('/etc/passwd')", "lo_import"), ("SELECT dblink_exec('x','y')", "dblink_exec"),
        ("SELECT set_config('transaction_read_only','off',false)", "set_config"), ("SELECT nextval('s')", "nextval"),
        ("SELECT query_to_xml('select 1',true,true,'')", "query_to_xml"),
        ("SELECT pg_advisory_lock(1)", "pg_advisory_lock"),
        ("SELECT * FROM pg_shadow", "pg_shadow"), ("SELECT pg_reload_conf()", "pg_reload_conf"),
        ("SELECT pg_promote()", "pg_promote"),
        ("SELECT pg_logical_emit_message(true,'a','b')", "pg_logical_emit_message"),
        (#"\! id"#, "backslash"), (#"SELECT 1 \g /tmp/x"#, "backslash"), (#"SELECT E'\x27'"#, "backslash"),
        ("SELECT 1 -- x", "comment"), ("SELECT 1 /* x */", "comment"), ("SELECT pg_/**/sleep(1)", "comment"),
        ("SELECT $$x$$", "dollar"), ("SELECT 'x", "not closed"),
        (#"SELECT U&"pg!005fsleep" UESCAPE '!' (1)"#, "UESCAPE"),
        ("SELECT * FROM {label:t}", "outside single quotes"), (#"SELECT * FROM "{label:t}""#, "outside single quotes"),
        ("COPY t TO PROGRAM 'id'", "must begin with"), ("\"select\" 1", "must begin with"),
    ])
    func `a statement that may do more is refused, and the refusal names what`(_ sql: String, _ named: String) throws {
        let refusal = try #require(ReadOnlyGrammar.refusal(of: ["psql", "-c", sql]))
        #expect(refusal.contains(named), "\(refusal)")
    }

    @Test(arguments: [
        (["-c", "SELECT 1", "-c", "SELECT 2"], "exactly one -c"), (["-U", "x"], "exactly one -c"),
        ([], "exactly one -c"),
        (["-f", "x.sql"], "\"-f\""), (["-c", "SELECT 1", "-o", "/tmp/x"], "\"-o\""),
        (["-v", "a=b", "-c", "SELECT 1"], "\"-v\""),
        (["--comm", "SELECT 1"], "--comm"), (["-c", "SELECT 1", "-P", "pager=1"], "\"-P\""), (["-c"], "\"-c\""),
        (["-c", "SELECT 1", "-d", "postgres://evil/x"], "database's name"),
        (["-c", "SELECT 1", "host=evil"], "database's name"),
        (["-c", "SELECT 1", "a", "b", "c"], "more words"), (["-c", "SELECT 1", "-L", "/tmp/log"], "\"-L\""),
    ])
    func `other ways to give psql work are refused`(_ arguments: [String], _ named: String) throws {
        let refusal = try #require(ReadOnlyGrammar.refusal(of: ["psql"] + arguments))
        #expect(refusal.contains(named), "\(refusal)")
    }
}
