// swift-tools-version: 6.2
import PackageDescription

let swift6: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS = Target.Dependency.product(name: "HummingbirdTLS", package: "hummingbird")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let serviceLifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let serviceLifecycleTestKit = Target.Dependency.product(
    name: "ServiceLifecycleTestKit", package: "swift-service-lifecycle")
let unixSignals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let coreMetrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let metricsTestKit = Target.Dependency.product(name: "MetricsTestKit", package: "swift-metrics")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "responder",
    products: [.executable(name: "responder", targets: ["responder"])],
    dependencies: [
        // `traits: []` leaves out swift-configuration, which nothing here reads its settings from.
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", exact: "2.28.1", traits: []),
        .package(url: "https://github.com/groue/GRDB.swift.git", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams.git", exact: "6.2.2"),
        .package(url: "https://github.com/apple/swift-argument-parser.git", exact: "1.8.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess.git", exact: "1.0.2", traits: []),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", exact: "2.13.0"),
        .package(url: "https://github.com/apple/swift-log.git", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics.git", exact: "2.13.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", exact: "2.1.1"),
        .package(url: "https://github.com/apple/swift-crypto.git", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types.git", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-nio.git", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras.git", exact: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", exact: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system.git", exact: "1.8.1"),
    ],
    targets: [
        // C and C++ libraries from Debian, made callable from Swift.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "CIcal", linkerSettings: [.linkedLibrary("ical")]),
        .target(
            name: "CMark", linkerSettings: [.linkedLibrary("cmark-gfm-extensions"), .linkedLibrary("cmark-gfm")]),
        .target(name: "CPgQuery", linkerSettings: [.linkedLibrary("pg_query")]),
        .target(name: "CPlatform", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CWriteAheadLog", linkerSettings: [.linkedLibrary("sqlite3")]),

        .target(name: "Patterns", dependencies: ["CRE2"], swiftSettings: swift6),
        .target(name: "IncidentCore", dependencies: ["CPgQuery", "Patterns"], swiftSettings: swift6),
        .target(name: "Calendars", dependencies: ["CIcal", "IncidentCore"], swiftSettings: swift6),
        .target(name: "Markdown", dependencies: ["CMark"], swiftSettings: swift6),
        .target(name: "Runbooks", dependencies: ["IncidentCore", "Markdown", "Patterns"], swiftSettings: swift6),
        .target(name: "Transport", dependencies: ["CCurl", "IncidentCore", logging], swiftSettings: swift6),
        .target(
            name: "ResponderConfig", dependencies: ["Calendars", "IncidentCore", "Patterns", "Runbooks", yams],
            swiftSettings: swift6),
        .target(
            name: "IncidentStore", dependencies: ["CWriteAheadLog", "IncidentCore", grdb, grdbSQLite],
            resources: [.embedInCode("Migrations")], swiftSettings: swift6),
        .target(
            name: "Collectors",
            dependencies: ["IncidentCore", "Transport", crypto, logging, subprocess, systemPackage],
            swiftSettings: swift6),
        .target(
            name: "Notifiers", dependencies: ["IncidentCore", "Transport", crypto, logging], swiftSettings: swift6),
        .target(
            name: "IncidentEngine",
            dependencies: [
                "IncidentCore", "IncidentStore", "Collectors", "Notifiers", serviceLifecycle, logging, metrics,
            ],
            swiftSettings: swift6),
        .target(
            name: "IncidentViews", dependencies: ["IncidentCore", "IncidentStore", "IncidentEngine"],
            swiftSettings: swift6),
        .target(
            name: "IncidentWeb",
            dependencies: [
                "IncidentCore", "IncidentStore", "IncidentEngine", "IncidentViews", "Markdown",
                hummingbird, hummingbirdCore, hummingbirdTLS, httpTypes, nioCore, nioHTTP1, nioHTTPTypes, nioSSL,
                nioTLS,
                mustache, crypto, logging,
                coreMetrics, metrics,
            ],
            resources: [.embedInCode("Templates"), .embedInCode("Assets")], swiftSettings: swift6),
        .executableTarget(
            name: "responder",
            dependencies: [
                "CPlatform", "IncidentCore", "Transport", "ResponderConfig", "IncidentStore", "Collectors", "Notifiers",
                "Runbooks", "IncidentEngine", "IncidentViews", "IncidentWeb", argumentParser, serviceLifecycle,
                unixSignals,
                logging,
            ],
            swiftSettings: swift6),

        // Fakes, stand-ins and harnesses for the tests; nothing under Sources imports it.
        .target(
            name: "TestSupport",
            dependencies: [
                "IncidentCore", "Transport", "IncidentStore", "Collectors", "Notifiers", "IncidentEngine", coreMetrics,
                grdb,
                logging,
            ],
            path: "Tests/TestSupport", swiftSettings: swift6),
        // An example of each kind of secret, for tests of the rules and of the whole.
        .target(name: "SecretCorpus", path: "Tests/SecretCorpus", swiftSettings: swift6),
        .testTarget(name: "PatternsTests", dependencies: ["Patterns"], swiftSettings: swift6),
        .testTarget(
            name: "IncidentCoreTests", dependencies: ["IncidentCore", "Patterns", "SecretCorpus"], swiftSettings: swift6
        ),
        .testTarget(name: "CalendarsTests", dependencies: ["Calendars", "IncidentCore"], swiftSettings: swift6),
        .testTarget(name: "MarkdownTests", dependencies: ["Markdown"], swiftSettings: swift6),
        .testTarget(
            name: "RunbooksTests", dependencies: ["Runbooks", "IncidentCore", "Markdown", "TestSupport"],
            swiftSettings: swift6),
        .testTarget(
            name: "TransportTests", dependencies: ["Transport", "TestSupport"], swiftSettings: swift6),
        .testTarget(
            name: "NotifiersTests", dependencies: ["Notifiers", "IncidentCore", "Transport", "TestSupport", logging],
            swiftSettings: swift6),
        .testTarget(
            name: "CollectorsTests",
            dependencies: ["Collectors", "IncidentCore", "Patterns", "TestSupport", "Transport", crypto, logging],
            swiftSettings: swift6),
        .testTarget(
            name: "ResponderConfigTests",
            dependencies: ["ResponderConfig", "IncidentCore", "Notifiers", "Runbooks", "TestSupport", yams],
            swiftSettings: swift6),
        .testTarget(
            name: "IncidentEngineTests",
            dependencies: [
                "IncidentEngine", "IncidentCore", "IncidentStore", "Notifiers", "Patterns", "ResponderConfig",
                "TestSupport", grdb, logging, metricsTestKit, serviceLifecycleTestKit,
            ],
            swiftSettings: swift6),
        .testTarget(
            name: "ContractTests", dependencies: ["Notifiers", "IncidentCore", "Transport", "TestSupport", logging],
            swiftSettings: swift6),
        .testTarget(
            name: "IncidentStoreTests",
            dependencies: ["CWriteAheadLog", "IncidentStore", "IncidentCore", "TestSupport", crypto, grdb],
            swiftSettings: swift6),
        .testTarget(
            name: "IncidentViewsTests",
            dependencies: ["IncidentViews", "IncidentCore", "IncidentEngine", "IncidentStore", "TestSupport"],
            swiftSettings: swift6),
        .testTarget(
            name: "IncidentWebTests",
            dependencies: [
                "IncidentWeb", "IncidentCore", "IncidentEngine", "IncidentStore", "IncidentViews", "Collectors",
                "Notifiers",
                "ResponderConfig",
                "Transport", "TestSupport", grdb, crypto, httpTypes, hummingbird, logging, metrics, mustache, nioCore,
                nioEmbedded, nioHTTPTypes, nioSSL, nioTLS, serviceLifecycle,
            ],
            exclude: ["Golden"], swiftSettings: swift6),
        .testTarget(
            name: "ResponderTests",
            dependencies: [
                "responder", "IncidentCore", "IncidentEngine", "IncidentStore", "IncidentViews", "IncidentWeb",
                "Notifiers", "ResponderConfig", "Transport", "TestSupport", httpTypes, logging,
            ],
            swiftSettings: swift6),
        .testTarget(
            name: "EndToEndTests",
            dependencies: ["responder", "IncidentCore", "Transport", "SecretCorpus", "TestSupport", crypto],
            swiftSettings: swift6),
        .testTarget(
            name: "CrashTests", dependencies: ["responder", "Transport", "TestSupport"], swiftSettings: swift6),

        // What `make bench` measures intake against.
        .executableTarget(
            name: "intake-reference", dependencies: [hummingbird, nioCore, grdb, logging],
            path: "Tests/Bench/IntakeReference", swiftSettings: swift6),
    ],
    cxxLanguageStandard: .cxx17
)
