import Foundation
import IncidentCore
import TestSupport
import Testing

/// What admission alone promises of SQL, held by a real PostgreSQL, as its superuser and in a session that may write.
@Suite(.timeLimit(.minutes(20))) struct RealStatementTests {
    @Test func `all statements of the corpus that are let through run, and change nothing`() async throws {
        let world = try await ScratchKubernetes(scenario: "healthy")
        try await world.sql("ALTER SYSTEM SET autovacuum = off")
        try await world.sql("SELECT pg_reload_conf()")
        try await world.sql("CREATE DATABASE app")
        try await world.sql(Self.schema, database: "app")
        let before = try await world.sql(Self.state, database: "app")
        // What the test could not see would be no proof.
        try await world.sql("UPDATE orders SET state = state WHERE id = 1", database: "app")
        let changed = try await world.sql(Self.state, database: "app")
        #expect(changed != before)

        let statements = CorpusCommand.all.filter(\.isAdmitted).flatMap { Self.statements(in: $0.words) }
        #expect(statements.count > 200)
        for statement in statements {
            do { try await world.sql(statement, database: "app") } catch { Issue.record("\(statement): \(error)") }
        }
        #expect(try await world.sql(Self.state, database: "app") == changed)
    }

    @Test func `of PostgreSQL's own functions none is let through that acts`() async throws {
        let world = try await ScratchKubernetes(scenario: "healthy")
        let rows = try await world.sql(
            """
            SELECT proname, bool_or(provolatile = 'v'), bool_and(has_function_privilege('pg_monitor', oid, 'EXECUTE'))
            FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace GROUP BY 1 ORDER BY 1
            """)
        var volatile: Set<Substring> = []
        for row in rows.split(separator: "\n") {
            let fields = row.split(separator: "|")
            guard Self.admits("SELECT \(fields[0])()") || Self.admits("SELECT pg_catalog.\(fields[0])()") else {
                continue
            }
            #expect(fields[2] == "t", "pg_monitor may not call \(fields[0])")
            if fields[1] == "t" { volatile.insert(fields[0]) }
        }
        #expect(volatile == Set(Self.volatileReaders.split(whereSeparator: \.isWhitespace)))
    }

    @Test
    func `its catalogs may be read as pg_monitor may, without the secrets in them, and its types and operators used`()
        async throws
    {
        let world = try await ScratchKubernetes(scenario: "healthy")
        let relations = try await world.sql(
            """
            SELECT relname, has_any_column_privilege('pg_monitor', oid, 'SELECT') FROM pg_class
            WHERE relnamespace = 'pg_catalog'::regnamespace AND relkind IN ('r', 'v') ORDER BY 1
            """)
        for row in relations.split(separator: "\n") {
            let fields = row.split(separator: "|")
            let secret: Set<Substring> = [
                "pg_user_mappings", "pg_subscription", "pg_settings", "pg_stats", "pg_stats_ext", "pg_stats_ext_exprs",
                "pg_foreign_server", "pg_foreign_table", "pg_foreign_data_wrapper", "pg_db_role_setting",
            ]
            let isReadable = fields[1] == "t" && !secret.contains(fields[0])
            #expect(Self.admits("TABLE \(fields[0])") == isReadable, "\(fields[0])")
            #expect(Self.admits("TABLE pg_catalog.\(fields[0])") == isReadable, "\(fields[0])")
        }
        let operators = try await world.sql(
            "SELECT DISTINCT oprname FROM pg_operator WHERE oprnamespace = 'pg_catalog'::regnamespace")
        for name in operators.split(separator: "\n") {
            #expect(Self.admits("SELECT 1 OPERATOR(pg_catalog.\(name)) 2"), "\(name)")
        }
        let types = try await world.sql(
            """
            SELECT format_type(oid, NULL) FROM pg_type WHERE typnamespace = 'pg_catalog'::regnamespace
            AND typtype IN ('b', 'r', 'm') AND typname !~ '^(_|gtsvector|refcursor)|^pg_(brin|dep|mcv|ndis|node)'
            """)
        for name in types.split(separator: "\n") { #expect(Self.admits("SELECT NULL::\(name)"), "\(name)") }
    }

    private static func admits(_ statement: String) -> Bool {
        ReadOnlyGrammar.refusal(of: ["psql", "-c", statement]) == nil
    }

    /// What stands behind `-c` as a word of its own, with labels filled in.
    private static func statements(in words: [String]) -> [String] {
        guard let psql = words.firstIndex(where: { $0.hasSuffix("psql") }) else { return [] }
        let labels: Labels = ["state": "open", "id": "7", "table": "orders", "x": "a"]
        return words[psql...].indices.dropFirst(2).filter { words[$0 - 1] == "-c" }.compactMap { index in
            try? ArgumentTemplate(words[index]).bind(labels)
        }
    }

    private static let schema = """
        CREATE TABLE orders (id bigserial PRIMARY KEY, state text, total numeric, created_at timestamptz DEFAULT now());
        INSERT INTO orders (state, total) SELECT 'open', n FROM generate_series(1, 50) n;
        CREATE TABLE payments (order_id bigint, state text);
        CREATE TABLE "Orders" (id int);
        CREATE SCHEMA shop;
        CREATE TABLE shop.orders (id int);
        CREATE VIEW open_orders AS SELECT * FROM orders WHERE state = 'open';
        CREATE FUNCTION order_lag() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE PUBLICATION orders_out FOR TABLE orders;
        SELECT lo_create(0)
        """

    /// Whatever writes a row takes a transaction number; the rest is for what does not.
    private static let state = """
        SELECT pg_snapshot_xmax(pg_current_snapshot()), (SELECT md5(string_agg(o::text, ',' ORDER BY id)) FROM orders o),
            (SELECT (last_value, is_called) FROM orders_id_seq), (SELECT count(*) FROM pg_class),
            (SELECT count(*) FROM pg_proc), (SELECT count(*) FROM pg_database), (SELECT count(*) FROM pg_authid),
            (SELECT count(*) FROM pg_largeobject_metadata), (SELECT count(*) FROM pg_replication_slots),
            (SELECT count(*) FROM pg_replication_origin), pg_conf_load_time(),
            (SELECT md5(string_agg(name || setting, ',' ORDER BY name)) FROM pg_settings),
            (SELECT stats_reset FROM pg_stat_bgwriter)
        """

    /// Functions that PostgreSQL calls volatile because the world changes around them.
    private static let volatileReaders = """
        clock_timestamp current_query currval gen_random_uuid lastval pg_blocking_pids pg_collation_actual_version
        pg_control_checkpoint pg_control_init pg_control_recovery pg_control_system pg_current_wal_flush_lsn
        pg_current_wal_insert_lsn pg_current_wal_lsn pg_database_collation_actual_version pg_database_size
        pg_get_backend_memory_contexts pg_get_multixact_members pg_get_shmem_allocations pg_get_wal_replay_pause_state
        pg_get_wal_resource_managers pg_indexes_size pg_is_in_recovery pg_is_wal_replay_paused pg_jit_available
        pg_last_committed_xact pg_last_wal_receive_lsn pg_last_wal_replay_lsn pg_last_xact_replay_timestamp pg_lock_status
        pg_ls_archive_statusdir pg_ls_logdir pg_ls_tmpdir pg_ls_waldir
        pg_notification_queue_usage pg_partition_ancestors pg_partition_tree pg_prepared_xact pg_relation_size
        pg_safe_snapshot_blocking_pids pg_sequence_last_value pg_table_size pg_tablespace_size pg_total_relation_size
        pg_xact_commit_timestamp pg_xact_commit_timestamp_origin pg_xact_status random timeofday txid_status
        """
}
