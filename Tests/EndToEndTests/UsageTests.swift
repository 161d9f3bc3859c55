import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("Wrong usage")
    struct Usage {
        @Test(arguments: [
            (["incident", "show", "-1"], "\"-1\" is taken for an option; what has a number is numbered from 1"),
            (["incident", "show", "0"], "'0' is invalid for '<id>': a number from 1 is expected"),
            (["incident", "show", "many"], "'many' is invalid for '<id>': a number from 1 is expected"),
            (["incident", "ack", "-1", "--by", "bob"], "\"-1\" is taken for an option"),
            (["incident", "snooze", "0", "2h", "--by", "bob", "--text", "x"], "a number from 1 is expected"),
            (["explain", "--incident", "-1"], "a number from 1 is expected"),
            (["simulate", "--incident", "-1"], "a number from 1 is expected"),
            (["silence", "expire", "0"], "a number from 1 is expected"),
            (["on-call", "remove-override", "-7"], "\"-7\" is taken for an option"),
            (["storms", "0"], "a number from 1 is expected"),
            (["check", "--require", "none"], "--require is for --rules"),
            (
                ["incident", "shwo", "1", "--data-dir", "data"],
                "\"shwo\" is no command of \"responder incident\"; did you mean \"show\"?"
            ),
            (["incidnet", "show", "1"], "\"incidnet\" is no command of \"responder\"; did you mean \"incident\"?"),
            (["search", "everything"], "\"everything\" is no command of \"responder search\"; its commands: rebuild"),
            (["on-call", "overide", "primary", "Ann"], "did you mean \"override\"?"),
            (["check", "--label", "team=db"], "--label is for --rules"),
        ])
        func `is 2, and the words name what is wrong`(arguments: [String], words: String) async throws {
            let result = try await ResponderInstallation().run(arguments)
            #expect(result.end == .exited(2))
            #expect(result.errors.contains(words), "\(result.errors)")
            #expect(result.output.isEmpty)
        }

        @Test func `a number below zero is spoken of only where it is taken for an option`() async throws {
            let result = try await ResponderInstallation().run(["serve", "--max-connections", "-5"])
            #expect(result.end == .exited(2))
            #expect(!result.errors.contains("numbered from 1"), "\(result.errors)")
        }

        @Test func `an alert's name alone is told that labels and files are taken`() async throws {
            let result = try await ResponderInstallation().run(["explain", "DiskFull"])
            #expect(result.end == .exited(2))
            #expect(
                result.errors == """
                    DiskFull: no such file; give a file of JSON, or labels as NAME=VALUE, such as alertname=DiskFull

                    """)
        }

        @Test func `what is wrong in a single alert is named, without a place in what was filled in`() async throws {
            let installation = try ResponderInstallation()
            let file = installation.folder.file("alert.json")
            try Data(#"{"labels":{"alertname":"A"},"status":"odd"}"#.utf8).write(to: file)
            let result = try await installation.run(["explain", file.path] + installation.routesOption)
            #expect(result.end == .exited(1))
            let words = "the alert cannot be understood: status is not \"firing\" or \"resolved\"\n"
            #expect(result.errors == "\(file.path): \(words)")
        }
    }
}
