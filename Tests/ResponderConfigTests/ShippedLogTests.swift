import IncidentCore
import Testing

@testable import ResponderConfig

/// What the shipped collectors of logs hear, in the forms in which programs usually log.
@Suite(.timeLimit(.minutes(5)))
struct ShippedLogTests {
    @Test(arguments: [
        (
            #"{"level":"error","msg":"cannot load config: PAYMENT_URL is not set"}"#,
            "warning: log: cannot load config: PAYMENT_URL is not set"
        ),
        (
            #"{"time":"2026-11-27T10:00:00Z","level":"ERROR","source":{"file":"main.go"},"msg":"cannot bind","err":"listen tcp :8080: bind: address already in use"}"#,
            #"warning: log: cannot bind "err":"listen tcp :8080: bind: address already in use""#
        ),
        (
            #"{"level":"fatal","ts":1795783091.1,"caller":"app/main.go:12","msg":"cannot connect","error":"dial tcp 10.0.0.1:5432: connect: connection refused"}"#,
            #"critical: log: cannot connect "error":"dial tcp 10.0.0.1:5432: connect: connection refused""#
        ),
        (
            #"{"msg":"no route to broker","level":"error","time":"2026-11-27T10:00:00Z"}"#,
            "warning: log: no route to broker"
        ),
        (
            #"{"severity":"ERROR","message":"quota exceeded","timestamp":"2026-11-27T10:00:00Z"}"#,
            "warning: log: quota exceeded"
        ),
        (
            #"{"@timestamp":"2026-11-27T10:00:00Z","log.level":"ERROR","message":"index is read-only"}"#,
            "warning: log: index is read-only"
        ),
        (#"{"level":50,"time":1795783091000,"pid":1,"msg":"payment failed"}"#, "warning: log: payment failed"),
        (#"{"level":60,"time":1795783091000,"pid":1,"msg":"cannot start"}"#, "critical: log: cannot start"),
        (
            #"{"t":{"$date":"2026-11-27T10:00:00.000Z"},"s":"F","c":"CONTROL","id":1,"ctx":"main","msg":"Failed to open database"}"#,
            "critical: log: Failed to open database"
        ),
        (#"{"level": "critical", "message": "disk is read-only"}"#, "critical: log: disk is read-only"),
        (#"{"level":"error","code":17}"#, #"warning: log: "level":"error","code":17}"#),
        (#"{"event": "cannot reach the ledger", "level": "error"}"#, "warning: log: cannot reach the ledger"),
        (
            #"level=error msg="cannot open ledger" err="open /data/ledger: permission denied""#,
            #"warning: log: cannot open ledger err="open /data/ledger: permission denied""#
        ),
        (
            #"time="2026-11-27T10:00:00Z" level=fatal msg="config not found" file=/etc/app.yaml"#,
            "critical: log: config not found"
        ),
        (
            "ts=2026-11-27T10:00:00Z caller=main.go:12 level=error component=api msg=unreachable",
            "warning: log: unreachable"
        ),
        (#"time=2026-11-27T10:00:00Z level=ERROR msg="queue is full""#, "warning: log: queue is full"),
        (#"level=error err="no such bucket""#, #"warning: log: err="no such bucket""#),
        (
            #"E1127 10:00:00.000000       1 reconciler.go:12] "Failed to sync" err="timeout""#,
            #"warning: log: "Failed to sync" err="timeout""#
        ),
        ("F1127 10:00:00.000000       1 server.go:99] cannot listen on :443", "critical: log: cannot listen on :443"),
        (
            #"2026/11/27 10:00:00 [emerg] 1#1: host not found in upstream "payments""#,
            #"critical: log: host not found in upstream "payments""#
        ),
        ("2026/11/27 10:00:00 [crit] 7#7: *12 SSL_do_handshake() failed", "critical: log: SSL_do_handshake() failed"),
        (
            "2026/11/27 10:00:00 [alert] 1#1: worker process 7 exited on signal 9",
            "critical: log: worker process 7 exited on signal 9"
        ),
        ("2026/11/27 10:00:00 [error] 7#7: *12 upstream timed out", "warning: log: upstream timed out"),
        (
            "[Fri Nov 27 10:00:00.123456 2026] [core:error] [pid 12:tid 1] AH00037: Symbolic link not allowed",
            "warning: log: [pid 12:tid 1] AH00037: Symbolic link not allowed"
        ),
        ("CRITICAL:root:no worker is left", "critical: log: no worker is left"),
        ("ERROR:app.jobs:job 17 has failed", "warning: log: app.jobs:job 17 has failed"),
        ("java.lang.OutOfMemoryError: Java heap space", "critical: log: java.lang.OutOfMemoryError: Java heap space"),
        (
            "Terminating due to java.lang.OutOfMemoryError: Metaspace",
            "critical: log: java.lang.OutOfMemoryError: Metaspace"
        ),
        (
            #"Exception in thread "main" java.lang.IllegalStateException: no datasource"#,
            #"critical: log: Exception in thread "main" java.lang.IllegalStateException: no datasource"#
        ),
        (
            "Caused by: java.net.ConnectException: Connection refused",
            "warning: log: Caused by: java.net.ConnectException: Connection refused"
        ),
        ("Error: Cannot find module '/app/server.js'", "critical: log: Cannot find module '/app/server.js'"),
        (
            "TypeError: Cannot read properties of undefined (reading 'id')",
            "warning: log: TypeError: Cannot read properties of undefined (reading 'id')"
        ),
        (
            "panic: runtime error: invalid memory address or nil pointer dereference",
            "critical: log: runtime error: invalid memory address or nil pointer dereference"
        ),
        ("2026/11/27 10:00:00 panic: no configuration", "critical: log: no configuration"),
        (
            "thread 'main' panicked at 'called `Result::unwrap()` on an `Err` value', src/main.rs:4:5",
            "critical: log: thread 'main' panicked at 'called `Result::unwrap()` on an `Err` value', src/main.rs:4:5"
        ),
        ("exec /app/server: exec format error", "critical: log: exec /app/server: exec format error"),
        (
            "standard_init_linux.go:228: exec user process caused: exec format error",
            "critical: log: exec user process caused: exec format error"
        ),
        ("exec ./run.sh: permission denied", "critical: log: exec ./run.sh: permission denied"),
        ("/bin/sh: 1: gunicorn: not found", "critical: log: sh: 1: gunicorn: not found"),
        ("sh: /app/start.sh: Permission denied", "critical: log: sh: /app/start.sh: Permission denied"),
        ("2026-11-27T10:00:00Z ERROR failed to start: no license", "warning: log: failed to start: no license"),
        (
            "2026-11-27 10:00:00,123 ERROR [main] c.e.Application - bean cannot be made",
            "warning: log: [main] c.e.Application - bean cannot be made"
        ),
        (
            "10:00:00.123 [main] ERROR c.e.Application - bean cannot be made",
            "warning: log: c.e.Application - bean cannot be made"
        ),
        (
            "2026-11-27 10:00:00.123 ERROR 1 --- [main] c.e.Application : bean cannot be made",
            "warning: log: 1 --- [main] c.e.Application : bean cannot be made"
        ),
        ("[2026-11-27 10:00:00] production.ERROR: no such table", "warning: log: no such table"),
        (
            #"2026-11-27 10:00:00.123 UTC [12] FATAL:  password authentication failed for user "shop""#,
            #"critical: log: password authentication failed for user "shop""#
        ),
        (
            "[2026-11-27 10:00:00 +0000] [7] [ERROR] Exception in worker process",
            "warning: log: Exception in worker process"
        ),
        (
            "[2026-11-27T10:00:00,000][ERROR][o.e.b.Bootstrap] [node-1] node validation failed",
            "warning: log: [node-1] node validation failed"
        ),
        (
            "2026-11-27 10:00:00.000 | ERROR    | app:main:12 - nothing to do",
            "warning: log: app:main:12 - nothing to do"
        ),
        (
            "[2026-11-27 10:00:00,000: ERROR/MainProcess] consumer: cannot connect",
            "warning: log: consumer: cannot connect"
        ),
        (
            "27-Nov-2026 10:00:00.000 SEVERE [main] org.apache.catalina.Startup: port is in use",
            "warning: log: [main] org.apache.catalina.Startup: port is in use"
        ),
        ("E, [2026-11-27T10:00:00.1 #1] ERROR -- : no such file", "warning: log: no such file"),
        ("10:00:00.000 [error] GenServer terminating", "warning: log: GenServer terminating"),
        ("[2026-11-27T10:00:00Z ERROR app] cannot bind", "warning: log: app] cannot bind"),
        (
            "1:M 27 Nov 2026 10:00:00.000 # Fatal error, can't open config file '/etc/redis.conf'",
            "critical: log: Fatal error, can't open config file '/etc/redis.conf'"
        ),
        (
            "PHP Fatal error:  Uncaught Exception: no database in /app/index.php:3",
            "critical: log: Fatal error:  Uncaught Exception: no database in /app/index.php:3"
        ),
        (
            "Unhandled exception. System.InvalidOperationException: no connection string",
            "critical: log: Unhandled exception. System.InvalidOperationException: no connection string"
        ),
        ("Segmentation fault (core dumped)", "critical: log: Segmentation fault (core dumped)"),
        ("error: cannot open shop.db", "warning: log: cannot open shop.db"),
        (
            "2026-11-27T10:00:00Z INFO  redis-0:6379: Connection refused, retrying",
            "warning: the log says: Connection refused"
        ),
        (
            #"Traceback (most recent call last):\#n  File "/app/main.py", line 3, in <module>\#n    import shop\#nModuleNotFoundError: No module named 'shop'"#,
            "warning: log: ModuleNotFoundError: No module named 'shop'"
        ),
        (
            #"Traceback (most recent call last):\#n  File "/app/main.py", line 3, in <module>\#ndjango.core.exceptions.ImproperlyConfigured: SECRET_KEY is empty"#,
            "warning: log: django.core.exceptions.ImproperlyConfigured: SECRET_KEY is empty"
        ),
        (
            "thread 'main' panicked at src/main.rs:4:5:\nno database\nnote: run with `RUST_BACKTRACE=1`",
            "critical: log: thread 'main' panicked at src/main.rs:4:5: no database"
        ),
        (
            "node:internal/modules/cjs/loader:1080\n  throw err;\n  ^\n\nError: Cannot find module 'express'\nRequire stack:\n- /app/server.js",
            "critical: log: Cannot find module 'express'"
        ),
    ])
    func `a line that says an error is told once, without what stands before the message`(
        line: String, told: String
    ) throws {
        #expect(try Self.findings(in: "starting\n\(line)\ndone\n") == [told])
    }

    @Test(arguments: [
        "0 errors",
        "found 0 errors, 0 warnings",
        "errorRate=0",
        #"level=info msg="no error""#,
        #"level=info msg="client sent level=error" status=400"#,
        #"level=warn msg="retrying after error" err="timeout""#,
        #"level=debug msg="panic: none seen""#,
        #"{"level":"info","msg":"no error"}"#,
        #"{"level":"info","msg":"client sent \"level\":\"error\""}"#,
        #"{"level":"warn","msg":"slow","error":null}"#,
        #"{"level":30,"msg":"50 errors were mended"}"#,
        #"{"level":"info","errors":0,"fatal":false,"msg":"summary"}"#,
        #"{"severity":"INFO","message":"ERROR budget is 99%"}"#,
        "2026-11-27T10:00:00Z INFO  errors=0 fatal=0",
        "2026-11-27T10:00:00Z INFO  the ERROR page was shown 12 times",
        "2026-11-27T10:00:00Z WARN  FATAL is a level of this log",
        "2026-11-27T10:00:00Z DEBUG panic: is a word here",
        #"2026-11-27T10:00:00Z INFO  "GET /errors HTTP/1.1" 200"#,
        #"10.42.1.7 - - [27/Nov/2026:10:00:00 +0000] "GET /ERROR HTTP/1.1" 200 12 "-" "curl""#,
        "I1127 10:00:00.000000       1 main.go:12] ERROR count: 0",
        "W1127 10:00:00.000000       1 main.go:12] error: will be tried again",
        "2026/11/27 10:00:00 [notice] 1#1: signal 17 (SIGCHLD) received",
        "2026/11/27 10:00:00 [warn] 7#7: *12 a client request body is buffered",
        "INFO:app.jobs:error handler is installed",
        #"INFO:     127.0.0.1:5000 - "GET /healthz HTTP/1.1" 200 OK"#,
        "ERRORS=0",
        "ERROR_PAGES=/srv/pages",
        "LOG_LEVEL=error",
        "starting with --log-level=error",
        "log_level: error",
        "Error count: 0",
        "error: 0",
        "no fatal errors",
        "on_error: continue",
        "java.version=21",
        "exec /app/server",
        "loaded errors.json",
        "2026-11-27 10:00:00.123 UTC [12] LOG:  database system is ready to accept connections",
        "[Fri Nov 27 10:00:00.123456 2026] [mpm_event:notice] [pid 1:tid 1] AH00489: configured",
        "the module was found",
    ])
    func `a line that says no error is not told`(line: String) throws {
        #expect(try Self.findings(in: "\(line)\n") == [])
    }

    @Test func `what a program says as kubectl would is its own word, and kubectl's own is none of a log`() throws {
        let log = """
            Error from server: payment gateway says no
            The connection to the server pay.example.com was refused
            E1127 10:00:00.000000       1 main.go:12] no ledger

            """
        #expect(try Self.findings(in: log) == ["warning: log: no ledger"])
        #expect(try Self.findings(in: log, outcome: .failed) == [])
    }

    @Test(arguments: [
        #"error: error from server (NotFound): pods "api-00000" not found in namespace "shop""#,
        #"Error from server (NotFound): pods "api-00000" not found"#,
        #"Error from server (BadRequest): previous terminated container "api" in pod "api-0" not found"#,
        "error: You must be logged in to the server (Unauthorized)",
        "Unable to connect to the server: dial tcp 127.0.0.1:6443: connect: connection refused",
        "The connection to the server localhost:8080 was refused - did you specify the right host or port?",
        "command terminated with exit code 137",
        "E1124 20:19:37.300000    7901 memcache.go:238] dial tcp [::1]:8080: connect: connection refused",
    ])
    func `of a command that failed only what the program has logged is told`(complaint: String) throws {
        #expect(try Self.findings(in: "\(complaint)\n", outcome: .failed) == [])
        #expect(
            try Self.findings(in: "ERROR: no ledger\n\(complaint)\n", outcome: .failed) == ["warning: log: no ledger"])
    }

    @Test func `what a program logs is told, although the log of another pod could not be printed`() throws {
        let log = """
            Could not connect to Redis at redis:6379: Connection refused
            error: giving up
            error: a container name must be specified for pod api-1

            """
        let found = try Self.findings(in: log, outcome: .failed)
        #expect(found.contains { $0.hasSuffix("Connection refused") }, "\(found)")
        #expect(found.contains("warning: log: giving up"), "\(found)")
        #expect(!found.contains { $0.contains("container name") }, "\(found)")
    }

    @Test func `all collectors of what a pod logs hear the same`() throws {
        let collectors = try TestTables.shipped().tables.collectors
        let rules = try #require(collectors.first { $0.name == "logs" }).findings
        let hearing = collectors.filter { $0.findings == rules }.map(\.name)
        #expect(
            hearing == [
                "logs", "deployment-logs", "statefulset-logs", "daemonset-logs", "pod-logs", "container-logs",
                "previous-logs",
            ])
    }

    private static func findings(
        in output: String, outcome: FindingRule.Outcome = .succeeded
    ) throws -> [String] {
        let collector = try #require(try TestTables.shipped().tables.collectors.first { $0.name == "logs" })
        return collector.findings(in: output, [], outcome: outcome, at: Timestamp(seconds: 0))
            .map { "\($0.level.rawValue): \($0.text)" }
    }
}
