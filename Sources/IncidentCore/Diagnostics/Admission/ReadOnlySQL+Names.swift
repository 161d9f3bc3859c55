extension ReadOnlySQL {
    /// PostgreSQL 15's own types but pseudo-types: reading a value of another could run anything.
    static let types = names(
        """
        aclitem bit bool box bpchar bytea char cid cidr circle date datemultirange daterange float4 float8 inet int2
        int2vector int4 int4multirange int4range int8 int8multirange int8range interval json jsonb jsonpath line lseg macaddr
        macaddr8 money name numeric nummultirange numrange oid oidvector path pg_lsn pg_snapshot point polygon regclass
        regcollation regconfig regdictionary regnamespace regoper regoperator regproc regprocedure regrole regtype text tid
        time timestamp timestamptz timetz tsmultirange tsquery tsrange tstzmultirange tstzrange tsvector txid_snapshot uuid
        varbit varchar xid xid8 xml
        """)

    /// PostgreSQL 15's own operators, of which none is volatile, and what the parser writes for BETWEEN.
    static let operators = names(
        """
        !! !~ !~* !~~ !~~* # ## #- #> #>> % & && &< &<| &> * *< *<= *<> *= *> *>= + - -> ->> -|- / < <-> << <<= <<| <= <>
        <@ <^ = > >= >> >>= >^ ? ?# ?& ?- ?-| ?| ?|| @ @-@ @> @? @@ @@@ ^ ^@ | |&> |/ |>> || ||/ ~ ~* ~<=~ ~<~ ~= ~>=~ ~>~ ~~
        ~~* BETWEEN
        """
    ).union(["NOT BETWEEN", "BETWEEN SYMMETRIC", "NOT BETWEEN SYMMETRIC"])

    /// Catalogs and views whose names begin with `pg_`, besides `pg_stat_…` and `pg_statio_…`: what PostgreSQL lets its role
    /// `pg_monitor` read, without passwords of user mappings and subscriptions.
    static let catalog = names(
        """
        pg_aggregate pg_am pg_amop pg_amproc pg_attrdef pg_attribute pg_auth_members pg_available_extension_versions
        pg_available_extensions pg_backend_memory_contexts pg_buffercache pg_cast pg_class pg_collation pg_constraint
        pg_conversion pg_cursors pg_database pg_db_role_setting pg_default_acl pg_depend pg_description pg_enum
        pg_event_trigger pg_extension pg_foreign_data_wrapper pg_foreign_server pg_foreign_table pg_group pg_index pg_indexes
        pg_inherits pg_init_privs pg_language pg_largeobject_metadata pg_locks pg_matviews pg_namespace pg_opclass
        pg_operator pg_opfamily pg_parameter_acl pg_partitioned_table pg_policies pg_policy pg_prepared_statements
        pg_prepared_xacts pg_proc pg_publication pg_publication_namespace pg_publication_rel pg_publication_tables pg_range
        pg_replication_origin pg_replication_slots pg_rewrite pg_roles pg_rules pg_seclabel
        pg_seclabels pg_sequence pg_sequences pg_settings pg_shdepend pg_shdescription pg_shmem_allocations pg_shseclabel
        pg_statistic_ext pg_stats pg_subscription_rel pg_tables pg_tablespace
        pg_timezone_abbrevs pg_timezone_names pg_transform pg_trigger pg_ts_config pg_ts_config_map pg_ts_dict pg_ts_parser
        pg_ts_template pg_type pg_user pg_views pg_wait_events
        """)

    /// Of the information schema, what shows options of user mappings, foreign servers and the like, passwords among them.
    static let secretRelations = names(
        """
        user_mapping_options _pg_user_mappings foreign_server_options _pg_foreign_servers foreign_table_options
        _pg_foreign_tables foreign_data_wrapper_options _pg_foreign_data_wrappers column_options _pg_foreign_table_columns
        """)

    /// Columns of roles that hold settings; as they are printed, each is known by its name.
    static let secretColumns: Set = ["rolconfig", "useconfig"]

    /// Settings that may hold a password or a command that prints one.
    static let secretSettings: Set = ["primary_conninfo", "ssl_passphrase_command"]

    static let explainOptions = names(
        "analyze verbose costs settings generic_plan buffers serialize wal timing summary memory format")

    /// Whether a function is one of PostgreSQL's, or of its extensions', that do more than read: a team cannot name it as one
    /// of its own that only read.
    static func isKnownToAct(_ function: String) -> Bool {
        let parts = function.lowercased().split(separator: ".").map(String.init)
        let name = parts.last ?? ""
        let isOfQueue = ["pgmq", "pgq"].contains(parts.first) && parts.count > 1
        return parts.count > 1 && actingSchemas.contains(parts[0]) || acting.contains(name)
            || isOfQueue && !["metrics", "list_", "get_"].contains(where: name.hasPrefix)
            || actingPrefixes.contains(where: name.hasPrefix) || name.contains("_to_xml")
    }

    private static let actingSchemas: Set = ["cron", "aws_lambda", "aws_s3", "squeeze", "repack"]

    private static let acting = names(
        """
        set_config nextval setval setseed ts_stat ts_rewrite connectby txid_current pg_current_xact_id pg_reload_conf
        pg_stat_file pg_promote pg_notify pg_signal_backend pg_switch_wal pg_switch_xlog pg_export_snapshot pg_prewarm
        pg_hba_file_rules pg_ident_file_mappings pg_show_all_file_settings pg_ls_dir get_raw_page currtid2 pg_nextoid
        pg_extension_config_dump pg_stop_making_pinned_objects xpath_table crosstab pg_show_all_settings
        pg_truncate_visibility_map set_limit xslt_process lo_manage pg_logdir_ls pg_get_wal_records_info
        pg_get_wal_record_info pg_get_wal_block_info pg_mcv_list_items
        http http_get http_post http_put http_patch http_delete http_head http_set_curlopt run_maintenance create_parent
        drop_chunks compress_chunk decompress_chunk recompress_chunk move_chunk reorder_chunk run_job alter_job add_job
        delete_job create_hypertable refresh_continuous_aggregate set_chunk_time_interval attach_tablespace
        detach_tablespace run_command_on_workers run_command_on_shards run_command_on_placements
        add_retention_policy remove_retention_policy add_compression_policy remove_compression_policy add_reorder_policy
        remove_reorder_policy add_continuous_aggregate_policy remove_continuous_aggregate_policy add_dimension
        rebalance_table_shards create_distributed_table create_reference_table undistribute_table alter_distributed_table
        query_export_to_s3 table_import_from_s3 squeeze_table repack_apply rds_kill rds_kill_query
        """)

    private static let actingPrefixes = [
        "pg_terminate_", "pg_cancel_", "pg_read_", "pg_file_", "pg_sleep", "pg_rotate_", "pg_create_", "pg_drop_",
        "pg_copy_", "pg_start_", "pg_stop_", "pg_backup_", "pg_wal_replay_", "pg_xlog_replay_", "pg_advisory_",
        "pg_try_advisory_", "pg_logical_", "pg_replication_origin_", "pg_replication_slot_", "pg_log_", "pg_stat_reset",
        "pg_stat_statements_reset", "pg_stat_force_", "pg_import_", "pg_sync_", "pg_restore_", "pg_clear_",
        "pg_background_", "pg_buffercache_evict", "pg_buffercache_mark_", "pg_set_", "pg_replslot_",
        "pg_stat_kcache_reset",
        "pg_wait_sampling_reset", "pg_qualstats_reset", "pg_hint_plan", "pglogical", "autoprewarm_",
        "lo_", "loread", "lowrite", "dblink", "postgres_fdw_", "brin_", "gin_clean_", "binary_upgrade_", "heap_force_",
        "crosstab", "injection_points_", "citus_add_", "citus_move_", "citus_copy_", "citus_drain_", "citus_rebalance_",
        "citus_remove_", "citus_disable_", "citus_activate_", "citus_set_", "citus_update_", "citus_split_",
        "citus_cleanup_",
        "master_drain_", "master_move_", "master_copy_", "master_add_", "master_remove_",
    ]

    static func names(_ text: String) -> Set<String> {
        Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
