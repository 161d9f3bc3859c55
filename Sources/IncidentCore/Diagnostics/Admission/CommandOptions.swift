/// How a tool reads its command line.
enum OptionStyle {
    /// Go's pflag, of kubectl and Helm: `-n x`, `-nx`, `-n=x`, `--no-headers=false`.
    case pflag
    /// GNU's getopt_long, of PostgreSQL's tools: `-tAc …`, and a long name may be cut short while only one of all fits.
    case getopt(all: Set<String>)
    /// Kafka's: long names in full.
    case java
    /// redis-cli's: a value is the next word, and the first word that is no option begins what is sent.
    case redis
}

/// Which options of a command are allowed, and which of them take a value; names without the dashes.
///
/// Only what is listed here is allowed: an option that a later version of a tool adds is refused until somebody has
/// looked at what it does.
struct OptionTable {
    let style: OptionStyle
    private(set) var plain: Set<String>
    private(set) var valued: Set<String>
    /// Those of `valued` that say where the tool connects, and as whom: the table's to choose, never an alert's.
    let connection: Set<String>
    /// Take a value unless the next word is an option.
    private(set) var optional: Set<String> = []
    /// Allowed only where they are switched off: `--watch=false`.
    private(set) var off: Set<String> = []
    /// Why one that is not allowed is not.
    private(set) var remarks: [String: OptionRemark]

    init(
        _ style: OptionStyle, plain: Set<String> = [], valued: Set<String> = [], connection: Set<String> = [],
        remarks: [[String: OptionRemark]] = []
    ) {
        self.style = style
        self.plain = plain
        self.valued = valued.union(connection)
        self.connection = connection
        self.remarks = remarks.reduce(into: [:]) { all, some in all.merge(some) { $1 } }
    }

    func adding(
        plain: Set<String> = [], valued: Set<String> = [], optional: Set<String> = [], off: Set<String> = [],
        remarks: [String: OptionRemark] = [:]
    ) -> OptionTable {
        var table = self
        table.plain.formUnion(plain)
        table.valued.formUnion(valued)
        table.optional.formUnion(optional)
        table.off.formUnion(off)
        table.remarks.merge(remarks) { $1 }
        return table
    }
}

/// Why an option is not allowed, and what to do instead.
struct OptionRemark {
    /// Goes on from `has "--raw", which …`.
    let why: String
    let advice: String

    static func each(_ names: [String], why: String, advice: String) -> [String: OptionRemark] {
        let remark = OptionRemark(why: why, advice: advice)
        return Dictionary(uniqueKeysWithValues: names.map { ($0, remark) })
    }
}

/// A command's words, told apart by its `OptionTable`.
struct CommandOptions {
    private(set) var options: [(name: String, value: String?)] = []
    private(set) var words: [Substring] = []
    /// What follows `--`; `nil` when there is none.
    private(set) var afterDashes: [Substring]?

    /// - Throws: `RefusedOption` for the first option that the table does not have.
    init(_ arguments: [String], _ table: OptionTable) throws(RefusedOption) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--" {
                afterDashes = rest.map { $0[...] }
                return
            } else if argument.hasPrefix("--") {
                try readLong(argument, &rest, table)
            } else if argument.hasPrefix("-"), argument != "-" {
                try readShort(argument, &rest, table)
            } else if argument != "-", argument.utf8.first == UInt8(ascii: "-") {
                // A combining mark makes another character of the dash, for us and not for the tool.
                throw RefusedOption(argument, nil)
            } else {
                words.append(argument[...])
                if case .redis = table.style {
                    words += rest.map { $0[...] }
                    return
                }
            }
        }
    }

    func has(_ names: String...) -> Bool { options.contains { names.contains($0.name) } }

    /// Every value of the option, under any of its names.
    func values(_ names: String...) -> [String] {
        options.filter { names.contains($0.name) }.compactMap(\.value)
    }

    private mutating func readLong(
        _ argument: String, _ rest: inout ArraySlice<String>, _ table: OptionTable
    ) throws(RefusedOption) {
        let halves = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let attached = halves.count == 2 ? String(halves[1]) : nil
        let name = try table.name(of: String(halves[0]))
        // A short option has no long form, but kubectl's --v has both.
        guard name.count > 1 || table.isPflag else { throw RefusedOption("--\(name)", nil) }
        if table.plain.contains(name), attached.map(table.takesBoolean) ?? true {
            options.append((name, attached))
        } else if table.off.contains(name), attached.map(Self.isFalse) ?? false {
            options.append((name, attached))
        } else if table.optional.contains(name) {
            options.append((name, attached ?? (rest.first.map { $0.hasPrefix("-") } ?? true ? nil : rest.popFirst())))
        } else if table.valued.contains(name), table.allowsAttached || attached == nil {
            options.append((name, try Self.value(attached, orNextOf: &rest, option: "--\(name)", table)))
        } else {
            throw RefusedOption("--\(name)", table.remarks[name])
        }
    }

    private mutating func readShort(
        _ argument: String, _ rest: inout ArraySlice<String>, _ table: OptionTable
    ) throws(RefusedOption) {
        var letters = argument.dropFirst()
        guard table.hasShortClusters || letters.count == 1 else {
            throw RefusedOption(argument, table.remarks[String(letters)])
        }
        while let letter = letters.popFirst().map(String.init) {
            let assigned = table.isPflag && letters.first == "=" ? String(letters.dropFirst()) : nil
            if table.plain.contains(letter), assigned.map(table.takesBoolean) ?? true {
                options.append((letter, assigned))
                if assigned != nil { return }
            } else if table.off.contains(letter), assigned.map(Self.isFalse) ?? false {
                options.append((letter, assigned))
                return
            } else if table.valued.contains(letter) {
                let attached = assigned ?? (letters.isEmpty ? nil : String(letters))
                options.append((letter, try Self.value(attached, orNextOf: &rest, option: "-\(letter)", table)))
                return
            } else {
                throw RefusedOption("-\(letter)", table.remarks[letter])
            }
        }
    }

    private static func value(
        _ attached: String?, orNextOf rest: inout ArraySlice<String>, option: String, _ table: OptionTable
    ) throws(RefusedOption) -> String {
        guard let value = attached ?? rest.popFirst() else {
            throw RefusedOption(option, OptionRemark(why: "lacks its value", advice: "write it as the next entry"))
        }
        if table.isPflag, value.first?.isWhitespace == true { throw RefusedOption.twoWords(option + value) }
        return value
    }

    private static func isFalse(_ value: String) -> Bool { ["0", "f", "F", "FALSE", "false", "False"].contains(value) }
}

extension OptionTable {
    fileprivate var isPflag: Bool { if case .pflag = style { true } else { false } }

    /// Whether short options may stand together and have their value attached, as `-tAc…`.
    fileprivate var hasShortClusters: Bool {
        switch style {
        case .pflag, .getopt: true
        case .java, .redis: false
        }
    }

    /// Whether a long option's value may stand behind a `=`.
    fileprivate var allowsAttached: Bool { if case .redis = style { false } else { true } }

    /// As Go's strconv.ParseBool takes it; nobody else has such a value.
    fileprivate func takesBoolean(_ value: String) -> Bool {
        isPflag
            && ["1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"].contains(value)
    }

    /// The option that is meant by what is written.
    fileprivate func name(of written: String) throws(RefusedOption) -> String {
        if written.contains(where: \.isWhitespace) { throw RefusedOption.twoWords("--\(written)") }
        guard case .getopt(let all) = style, !all.contains(written) else { return written }
        let meant = all.filter { $0.hasPrefix(written) }
        guard meant.count < 2 else {
            let names = meant.sorted().map { "--\($0)" }.joined(separator: ", ")
            throw RefusedOption(
                "--\(written)", OptionRemark(why: "may mean \(names)", advice: "write the option's name in full"))
        }
        return meant.first ?? written
    }
}

/// An option that is not known to only read.
struct RefusedOption: Error {
    /// As it was written, without its value.
    let text: String
    let remark: OptionRemark

    init(_ text: String, _ remark: OptionRemark?) {
        self.text = text
        self.remark =
            remark
            ?? OptionRemark(
                why: "is not an option known to only read",
                advice: "leave it out, or put the command under next_steps")
    }

    static func twoWords(_ text: String) -> RefusedOption {
        RefusedOption(text, OptionRemark(why: "holds a blank", advice: "write each word as an entry of its own"))
    }
}
