import Runbooks
import Testing

@Suite("Shell text", .timeLimit(.minutes(5)))
struct ShellScriptTests {
    /// Each statement on a line: where it stands, and what it is.
    private static func statements(_ text: String) -> [String] {
        ShellScript(text).statements.map { statement in
            let lines = "\(statement.lines.lowerBound)-\(statement.lines.upperBound)"
            return switch statement.kind {
            case .comment(let text): "\(lines) #\(text)"
            case .unreadable(let reason): "\(lines) !\(reason)"
            case .commands(let line): "\(lines) \(line.tokens.map(\.raw))"
            }
        }
    }

    @Test(
        arguments: [
            ("a b\nc", ["0-0 [\"a\", \"b\"]", "1-1 [\"c\"]"]),
            ("# 1. Look\n\na \\\n  b # here\n", ["0-0 #1. Look", "2-3 [\"a\", \"b\"]"]),
            ("a && b\n|| c", ["0-0 [\"a\", \"&&\", \"b\"]", "1-1 [\"||\", \"c\"]"]),
            ("a |\n  b\nc", ["0-1 [\"a\", \"|\", \"b\"]", "2-2 [\"c\"]"]),
            ("a 2>&1 >out;b&", ["0-0 [\"a\", \"2>&\", \"1\", \">\", \"out\", \";\", \"b\", \"&\"]"]),
            ("a 'x\ny' b\nc", ["0-1 [\"a\", \"\\'x\\ny\\'\", \"b\"]", "2-2 [\"c\"]"]),
            ("a <<EOF\nb $(c\nEOF\nd", ["0-2 !a here-document is for a shell", "3-3 [\"d\"]"]),
            ("a <<-'E O' | b\n\t\tx\n\tE O\nd", ["0-2 !a here-document is for a shell", "3-3 [\"d\"]"]),
            ("a <<EOF\nb", ["0-1 !a here-document is for a shell"]),
            (
                "for x in a b; do\n  kubectl delete $x\ndone\nc",
                ["0-2 !\"for\" makes a script of it, which is for a shell", "3-3 [\"c\"]"]
            ),
            (
                "if a; then\nif b; then c; fi\nfi\nd",
                ["0-2 !\"if\" makes a script of it, which is for a shell", "3-3 [\"d\"]"]
            ),
            ("f() {\n  a\n}\nb", ["0-2 !\"(\" makes a script of it, which is for a shell", "3-3 [\"b\"]"]),
            ("while a\ndo b", ["0-1 !\"while\" makes a script of it, which is for a shell"]),
            ("echo for done", ["0-0 [\"echo\", \"for\", \"done\"]"]),
            ("a 'b\nc", ["0-1 !the quote ' does not end"]), ("a \"b", ["0-0 !the quote \" does not end"]),
            ("a $(b\nc", ["0-1 !$( does not end"]), ("a `b", ["0-0 !the quote ` does not end"]),
            ("a $'b'", ["0-0 !$' is a quote that only some shells know"]),
            (#"a $'\x41\'' b"# + "\nc", ["0-0 !$' is a quote that only some shells know", "1-1 [\"c\"]"]),
            ("a $'b\nc' d\ne", ["0-1 !$' is a quote that only some shells know", "2-2 [\"e\"]"]),
            ("a $\"b\" |\nc\nd", ["0-1 !$\" is a quote that only some shells know", "2-2 [\"d\"]"]),
            ("a $'b\nc", ["0-1 !the quote $' does not end"]),
            ("a <(b)", ["0-0 !\"<(\" makes a script of it, which is for a shell"]),
            ("", []), ("  \n\t\n", []),
        ] as [(String, [String])])
    func `a text falls into statements as a shell reads them`(text: String, expected: [String]) {
        #expect(Self.statements(text) == expected)
    }

    @Test(
        arguments: [
            (#"a\ b"#, "a b"), (#"'a "b"'"#, #"a "b""#), (#""a \" \$x \n""#, #"a " $x \n"#), (#"a"b"'c'\d"#, "abcd"),
            ("''", ""), ("--sort-by='.lastTimestamp'", "--sort-by=.lastTimestamp"),
            ("NAME:.status[0].count", "NAME:.status[0].count"), ("jsonpath={.items[*].x}", "jsonpath={.items[*].x}"),
            ("'{range .items[*]}{.a},{.b}{end}'", "{range .items[*]}{.a},{.b}{end}"), ("a$", "a$"), ("a#b", "a#b"),
            ("\"{{.metadata.name}}\"", "{{.metadata.name}}"), (#""Running$""#, "Running$"),
            (#""it is $'5'""#, "it is $'5'"),
        ] as [(String, String)])
    func `a word without places is what a program would get`(word: String, value: String) {
        #expect(Self.word(word)?.literal == value)
    }

    @Test(
        arguments: [
            ("<pod-name>", "pod-name", nil), ("<pod name>", "pod name", nil), ("$POD", "POD", nil),
            ("${POD}", "POD", nil), ("${POD:-api-0}", "POD", "api-0"), ("\"$POD\"", "POD", nil),
            ("{{ $labels.pod }}", "pod", nil), ("{{namespace}}", "namespace", nil), ("deploy/<name>", "name", nil),
            ("'<table>'", "table", nil),
        ] as [(String, String, String?)])
    func `a place is told from a file to read`(word: String, name: String, standard: String?) {
        let places = Self.word(word)?.parts.compactMap { part in
            if case .place(let place, _) = part { place } else { nil as ShellPlace? }
        }
        #expect(places?.map(\.name) == [name])
        #expect(places?.first?.defaultValue == standard)
        #expect(Self.word(word)?.raw == word)
    }

    @Test(arguments: ["$(date +%F)", "`date`", "$((1 + 2))", "${X%.*}", "~", "{a,b}", "$1", "$?"])
    func `what only a shell can fill in stays as it is written`(word: String) {
        #expect(Self.word(word)?.expansion == word)
        #expect(Self.word(word)?.literal == nil)
    }

    @Test func `a file to read is no place`() {
        #expect(Self.statements("sort < in > out") == ["0-0 [\"sort\", \"<\", \"in\", \">\", \"out\"]"])
    }

    @Test func `a megabyte of signs is read in one go`() {
        for text in ["$(", "'", "\"$", "<a", "{a", "a\\\n", "${", "|&;", "<<", "`"] {
            _ = ShellScript(String(repeating: text, count: 100_000))
        }
    }

    private static func word(_ text: String) -> ShellWord? {
        guard case .commands(let line)? = ShellScript("x \(text)").statements.first?.kind else { return nil }
        return line.onlyCommand?.words.last
    }
}
