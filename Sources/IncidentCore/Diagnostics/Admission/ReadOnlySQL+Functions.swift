extension ReadOnlySQL {
    /// Functions that only read: of PostgreSQL's own those that its role `pg_monitor` may call and that neither write, signal,
    /// wait, lock, read files, run SQL that they are given, nor take a transaction number (those of 15, with its successors'
    /// and predecessors'); and those of extensions with which a server's state is read.
    static let readingFunctions = aggregates.union(values).union(texts).union(times).union(documents).union(server)
        .union(catalogs).union(statistics).union(extensions)

    private static let aggregates = names(
        """
        any_value array_agg avg bit_and bit_or bit_xor bool_and bool_or corr count covar_pop covar_samp every json_agg
        json_object_agg jsonb_agg jsonb_object_agg max min mode percentile_cont percentile_disc range_agg range_intersect_agg
        regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy stddev stddev_pop
        stddev_samp string_agg sum var_pop var_samp variance xmlagg
        cume_dist dense_rank first_value lag last_value lead nth_value ntile percent_rank rank row_number
        """)

    /// Numbers, arrays, ranges, shapes, networks and casts that are written as calls.
    private static let values = names(
        """
        abs acos acosd acosh asin asind asinh atan atan2 atan2d atand atanh cbrt ceil ceiling cos cosd cosh cot cotd degrees
        div erf erfc exp factorial floor gcd lcm ln log log10 min_scale mod pi pow power radians random random_normal round
        scale sign sin sind sinh sqrt tan tand tanh trim_scale trunc width_bucket
        array_append array_cat array_dims array_fill array_length array_lower array_ndims array_position array_positions
        array_prepend array_remove array_replace array_reverse array_sample array_shuffle array_sort array_to_string
        array_upper cardinality generate_series generate_subscripts string_to_array string_to_table trim_array unnest
        daterange datemultirange int4range int4multirange int8range int8multirange isempty lower_inc lower_inf multirange
        nummultirange numrange range_merge tsmultirange tsrange tstzmultirange tstzrange upper_inc upper_inf
        area bound_box box center circle diagonal diameter height isclosed ishorizontal isopen isparallel isperp isvertical
        length line lseg npoints path pclose point polygon popen radius slope width
        abbrev broadcast cidr family host hostmask inet_merge inet_same_family macaddr8_set7bit masklen netmask network
        set_masklen
        bit bit_count bool bpchar char date float4 float8 int2 int4 int8 interval macaddr macaddr8 money name numeric
        oid pg_lsn regclass text time timestamp timestamptz timetz varbit varchar xid xml
        enum_first enum_last enum_range num_nonnulls num_nulls gen_random_uuid uuid_extract_timestamp uuid_extract_version
        uuidv4 uuidv7
        """)

    private static let texts = names(
        """
        ascii bit_length btrim casefold char_length character_length chr concat concat_ws convert convert_from convert_to
        crc32 crc32c decode encode format get_bit get_byte initcap is_normalized left like like_escape lower lpad ltrim md5
        normalize notlike octet_length overlay parse_ident position quote_ident quote_literal quote_nullable regexp_count
        regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table
        regexp_substr repeat replace reverse right rpad rtrim set_bit set_byte sha224 sha256 sha384 sha512
        similar_escape similar_to_escape split_part starts_with strpos substr substring to_ascii to_bin to_hex to_oct
        translate unistr unicode_assigned upper
        array_to_tsvector get_current_ts_config json_to_tsvector jsonb_to_tsvector numnode phraseto_tsquery plainto_tsquery
        querytree setweight strip to_tsquery to_tsvector ts_debug ts_delete ts_filter ts_headline ts_lexize ts_parse ts_rank
        ts_rank_cd ts_token_type tsquery_phrase tsvector_to_array websearch_to_tsquery
        to_char to_date to_number to_timestamp
        """)

    private static let times = names(
        """
        age clock_timestamp date_add date_bin date_part date_subtract date_trunc extract isfinite justify_days justify_hours
        justify_interval make_date make_interval make_time make_timestamp make_timestamptz now overlaps
        statement_timestamp timeofday timezone transaction_timestamp
        """)

    /// JSON and XML.
    private static let documents = names(
        """
        array_to_json json_array_elements json_array_elements_text json_array_length json_build_array json_build_object
        json_each json_each_text json_extract_path json_extract_path_text json_object json_object_keys json_populate_record
        json_populate_recordset json_strip_nulls json_to_record json_to_recordset json_typeof jsonb_array_elements
        jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
        jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_keys jsonb_path_exists
        jsonb_path_exists_tz jsonb_path_match jsonb_path_match_tz jsonb_path_query jsonb_path_query_array
        jsonb_path_query_array_tz jsonb_path_query_first jsonb_path_query_first_tz jsonb_path_query_tz
        jsonb_populate_record jsonb_populate_recordset jsonb_pretty jsonb_set jsonb_set_lax jsonb_strip_nulls
        jsonb_to_record jsonb_to_recordset jsonb_typeof row_to_json to_json to_jsonb
        xml_is_well_formed xml_is_well_formed_content xml_is_well_formed_document xmlcomment xmlexists xmltext xpath
        xpath_exists
        """)

    /// The session, settings, sizes, locks, transactions, the log and replication.
    private static let server = names(
        """
        current_database current_query current_schema current_schemas current_setting
        current_user getdatabaseencoding inet_client_addr inet_client_port inet_server_addr inet_server_port session_user
        system_user version pg_backend_pid pg_client_encoding pg_conf_load_time pg_jit_available pg_listening_channels
        pg_my_temp_schema pg_is_other_temp_schema pg_notification_queue_usage pg_postmaster_start_time pg_trigger_depth
        pg_settings_get_flags pg_timezone_abbrevs pg_timezone_names
        pg_column_compression pg_column_size pg_database_size pg_indexes_size pg_relation_size pg_size_bytes
        pg_size_pretty pg_table_size pg_tablespace_size pg_total_relation_size pg_relation_filenode pg_relation_filepath
        pg_filenode_relation pg_tablespace_databases pg_tablespace_location pg_get_backend_memory_contexts
        pg_get_shmem_allocations
        pg_blocking_pids pg_safe_snapshot_blocking_pids pg_lock_status pg_prepared_xact pg_cursor pg_prepared_statement
        mxid_age pg_current_snapshot pg_current_xact_id_if_assigned pg_get_multixact_members pg_last_committed_xact
        pg_snapshot_xip pg_snapshot_xmax pg_snapshot_xmin pg_visible_in_snapshot pg_xact_commit_timestamp
        pg_xact_commit_timestamp_origin pg_xact_status txid_current_if_assigned txid_current_snapshot txid_snapshot_xip
        txid_snapshot_xmax txid_snapshot_xmin txid_status txid_visible_in_snapshot
        pg_control_checkpoint pg_control_init pg_control_recovery pg_control_system pg_current_wal_flush_lsn
        pg_current_wal_insert_lsn pg_current_wal_lsn pg_get_replication_slots pg_get_wal_replay_pause_state
        pg_get_wal_resource_managers pg_is_in_backup pg_is_in_recovery pg_is_wal_replay_paused pg_last_wal_receive_lsn
        pg_last_wal_replay_lsn pg_last_xact_replay_timestamp
        pg_ls_archive_statusdir pg_ls_logdir pg_ls_tmpdir pg_ls_waldir pg_split_walfile_name pg_wal_lsn_diff pg_walfile_name pg_walfile_name_offset
        pg_current_xlog_location pg_last_xlog_receive_location pg_last_xlog_replay_location pg_xlog_location_diff
        currval lastval pg_sequence_last_value pg_sequence_parameters
        """)

    /// What the catalogs say of objects and privileges.
    private static let catalogs = names(
        """
        aclcontains acldefault aclexplode col_description obj_description shobj_description format_type
        has_any_column_privilege has_column_privilege has_database_privilege has_foreign_data_wrapper_privilege
        has_function_privilege has_language_privilege has_parameter_privilege has_schema_privilege has_sequence_privilege
        has_server_privilege has_table_privilege has_tablespace_privilege has_type_privilege pg_has_role row_security_active
        oidvectortypes pg_available_extension_versions pg_available_extensions pg_char_to_encoding
        pg_collation_actual_version pg_collation_for pg_collation_is_visible pg_column_is_updatable pg_conversion_is_visible
        pg_database_collation_actual_version pg_describe_object pg_encoding_max_length pg_encoding_to_char
        pg_extension_update_paths pg_function_is_visible pg_get_constraintdef pg_get_expr pg_get_function_arg_default
        pg_get_function_arguments pg_get_function_identity_arguments pg_get_function_result pg_get_function_sqlbody
        pg_get_functiondef pg_get_indexdef pg_get_keywords pg_get_object_address pg_get_partition_constraintdef
        pg_get_partkeydef pg_get_publication_tables pg_get_replica_identity_index pg_get_ruledef pg_get_serial_sequence
        pg_get_statisticsobjdef pg_get_statisticsobjdef_columns pg_get_statisticsobjdef_expressions pg_get_triggerdef
        pg_get_userbyid pg_get_viewdef pg_identify_object pg_identify_object_as_address pg_index_column_has_property
        pg_index_has_property pg_indexam_has_property pg_indexam_progress_phasename pg_input_error_info pg_input_is_valid
        pg_opclass_is_visible pg_operator_is_visible pg_opfamily_is_visible
        pg_partition_ancestors pg_partition_root pg_partition_tree pg_relation_is_publishable pg_relation_is_updatable
        pg_statistics_obj_is_visible pg_table_is_visible pg_ts_config_is_visible pg_ts_dict_is_visible
        pg_ts_parser_is_visible pg_ts_template_is_visible pg_type_is_visible pg_typeof to_regclass to_regcollation
        to_regnamespace to_regoper to_regoperator to_regproc to_regprocedure to_regrole to_regtype
        """)

    private static let statistics = names(
        """
        pg_stat_get_activity pg_stat_get_analyze_count pg_stat_get_archiver pg_stat_get_autoanalyze_count
        pg_stat_get_autovacuum_count pg_stat_get_backend_activity pg_stat_get_backend_activity_start
        pg_stat_get_backend_client_addr pg_stat_get_backend_client_port pg_stat_get_backend_dbid
        pg_stat_get_backend_idset pg_stat_get_backend_pid pg_stat_get_backend_start pg_stat_get_backend_userid
        pg_stat_get_backend_wait_event pg_stat_get_backend_wait_event_type pg_stat_get_backend_xact_start
        pg_stat_get_bgwriter_buf_written_checkpoints pg_stat_get_bgwriter_buf_written_clean
        pg_stat_get_bgwriter_maxwritten_clean pg_stat_get_bgwriter_requested_checkpoints
        pg_stat_get_bgwriter_stat_reset_time pg_stat_get_bgwriter_timed_checkpoints pg_stat_get_blocks_fetched
        pg_stat_get_blocks_hit pg_stat_get_buf_alloc pg_stat_get_buf_fsync_backend pg_stat_get_buf_written_backend
        pg_stat_get_checkpoint_sync_time pg_stat_get_checkpoint_write_time pg_stat_get_db_active_time
        pg_stat_get_db_blk_read_time pg_stat_get_db_blk_write_time pg_stat_get_db_blocks_fetched
        pg_stat_get_db_blocks_hit pg_stat_get_db_checksum_failures pg_stat_get_db_checksum_last_failure
        pg_stat_get_db_conflict_all pg_stat_get_db_conflict_bufferpin pg_stat_get_db_conflict_lock
        pg_stat_get_db_conflict_snapshot pg_stat_get_db_conflict_startup_deadlock pg_stat_get_db_conflict_tablespace
        pg_stat_get_db_deadlocks pg_stat_get_db_idle_in_transaction_time pg_stat_get_db_numbackends
        pg_stat_get_db_session_time pg_stat_get_db_sessions pg_stat_get_db_sessions_abandoned
        pg_stat_get_db_sessions_fatal pg_stat_get_db_sessions_killed pg_stat_get_db_stat_reset_time
        pg_stat_get_db_temp_bytes pg_stat_get_db_temp_files pg_stat_get_db_tuples_deleted
        pg_stat_get_db_tuples_fetched pg_stat_get_db_tuples_inserted pg_stat_get_db_tuples_returned
        pg_stat_get_db_tuples_updated pg_stat_get_db_xact_commit pg_stat_get_db_xact_rollback
        pg_stat_get_dead_tuples pg_stat_get_function_calls pg_stat_get_function_self_time
        pg_stat_get_function_total_time pg_stat_get_ins_since_vacuum pg_stat_get_io pg_stat_get_last_analyze_time
        pg_stat_get_last_autoanalyze_time pg_stat_get_last_autovacuum_time pg_stat_get_last_vacuum_time
        pg_stat_get_live_tuples pg_stat_get_mod_since_analyze pg_stat_get_numscans pg_stat_get_progress_info
        pg_stat_get_replication_slot pg_stat_get_slru pg_stat_get_snapshot_timestamp pg_stat_get_subscription
        pg_stat_get_subscription_stats pg_stat_get_tuples_deleted pg_stat_get_tuples_fetched
        pg_stat_get_tuples_hot_updated pg_stat_get_tuples_inserted pg_stat_get_tuples_returned
        pg_stat_get_tuples_updated pg_stat_get_vacuum_count pg_stat_get_wal pg_stat_get_wal_receiver
        pg_stat_get_wal_senders
        """)

    /// pg_stat_statements, pgstattuple, pg_buffercache, pg_freespacemap, and TimescaleDB.
    private static let extensions = names(
        """
        pg_stat_statements pg_stat_statements_info pgstattuple pgstattuple_approx pgstatindex pg_relpages
        pg_buffercache_pages pg_buffercache_summary pg_buffercache_usage_counts pg_freespace
        time_bucket time_bucket_gapfill locf interpolate first last histogram approximate_row_count hypertable_size
        hypertable_detailed_size hypertable_index_size hypertable_approximate_size chunks_detailed_size show_chunks
        show_tablespaces
        """)
}
