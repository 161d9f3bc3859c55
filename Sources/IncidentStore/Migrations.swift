internal import GRDB

/// The numbered files of `migrations/`, embedded when the program is built.
enum Migrations {
    /// In order; a file that has shipped is never edited.
    static let all: [(name: String, sql: [UInt8])] = [
        ("0001_initial", PackageResources._001_initial_sql),
        ("0002_missed_end", PackageResources._002_missed_end_sql),
        ("0003_store_probe", PackageResources._003_store_probe_sql),
        ("0004_running_instance", PackageResources._004_running_instance_sql),
        ("0005_named_endpoints", PackageResources._005_named_endpoints_sql),
        ("0006_belief", PackageResources._006_belief_sql),
        ("0007_lead_and_coverage", PackageResources._007_lead_and_coverage_sql),
        ("0008_repeated_body", PackageResources._008_repeated_body_sql),
        ("0009_let_go", PackageResources._009_let_go_sql),
        ("0010_flapping", PackageResources._010_flapping_sql),
        ("0011_reconciliation", PackageResources._011_reconciliation_sql),
        ("0012_silence", PackageResources._012_silence_sql),
        ("0013_deeds", PackageResources._013_deeds_sql),
        ("0014_rota_override", PackageResources._014_rota_override_sql),
        ("0015_former_closed", PackageResources._015_former_closed_sql),
        ("0016_acknowledge_anywhere", PackageResources._016_acknowledge_anywhere_sql),
        ("0017_audit_and_heartbeats", PackageResources._017_audit_and_heartbeats_sql),
        ("0018_response", PackageResources._018_response_sql),
        ("0019_digest", PackageResources._019_digest_sql),
        ("0020_storm", PackageResources._020_storm_sql),
        ("0021_inbound_order", PackageResources._021_inbound_order_sql),
        ("0022_alert_silence", PackageResources._022_alert_silence_sql),
        ("0023_hand_off", PackageResources._023_hand_off_sql),
        ("0024_deliver_within", PackageResources._024_deliver_within_sql),
        ("0025_thread_root", PackageResources._025_thread_root_sql),
        ("0026_artifact_original", PackageResources._026_artifact_original_sql),
        ("0027_recipient_refused", PackageResources._027_recipient_refused_sql),
        ("0028_asking_again", PackageResources._028_asking_again_sql),
        ("0029_artifact_chart", PackageResources._029_artifact_chart_sql),
        ("0030_response_spells", PackageResources._030_response_spells_sql),
        ("0031_annotation_place", PackageResources._031_annotation_place_sql),
        ("0032_baseline", PackageResources._032_baseline_sql),
        ("0033_finding_line", PackageResources._033_finding_line_sql),
        ("0034_held_until", PackageResources._034_held_until_sql),
        ("0035_control_room", PackageResources._035_control_room_sql),
        ("0036_endpoint_wait", PackageResources._036_endpoint_wait_sql),
        ("0037_distinct_alerts", PackageResources._037_distinct_alerts_sql),
    ]

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        for (name, sql) in all {
            migrator.registerMigration(name) { db in
                try db.execute(sql: String(decoding: sql, as: UTF8.self))
            }
        }
        return migrator
    }
}
