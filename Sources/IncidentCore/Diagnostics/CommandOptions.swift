/// Which options of a command are allowed, and which of them take a value.
///
/// Only what is listed here is allowed: an option that a later version of a tool adds is refused until somebody has
/// looked at what it does.
struct OptionTable {
    /// Without the dashes; one character is a short option.
    let plain: Set<String>
    let valued: Set<String>
    /// Those of `valued` that say where the tool connects, and as whom: the table's to choose, never an alert's.
    let connection: Set<String>
    /// Whether short options may stand together and have their value attached, as `-tAc…`; Java's tools do not.
    let hasShortClusters: Bool
    /// Whether everything after the first word that is no option belongs to the command, as with redis-cli.
    let endsAtFirstWord: Bool

    init(
        plain: Set<String>, valued: Set<String>, connection: Set<String> = [], hasShortClusters: Bool = true,
        endsAtFirstWord: Bool = false
    ) {
        self.plain = plain
        self.valued = valued.union(connection)
        self.connection = connection
        self.hasShortClusters = hasShortClusters
        self.endsAtFirstWord = endsAtFirstWord
    }

    func adding(plain: Set<String> = [], valued: Set<String> = []) -> OptionTable {
        OptionTable(
            plain: self.plain.union(plain), valued: self.valued.union(valued), connection: connection,
            hasShortClusters: hasShortClusters, endsAtFirstWord: endsAtFirstWord)
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
            } else {
                words.append(argument[...])
                if table.endsAtFirstWord {
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
        let name = String(halves[0])
        let attached = halves.count == 2 ? String(halves[1]) : nil
        if name.count > 1, table.plain.contains(name), attached.map(Self.isBoolean) ?? true {
            options.append((name, attached))
        } else if name.count > 1, table.valued.contains(name) {
            options.append((name, try Self.value(attached, orNextOf: &rest, option: argument)))
        } else {
            throw RefusedOption(text: "--\(name)")
        }
    }

    private mutating func readShort(
        _ argument: String, _ rest: inout ArraySlice<String>, _ table: OptionTable
    ) throws(RefusedOption) {
        var letters = argument.dropFirst()
        guard table.hasShortClusters || letters.count == 1 else { throw RefusedOption(text: argument) }
        while let letter = letters.popFirst().map(String.init) {
            if table.plain.contains(letter) {
                options.append((letter, nil))
            } else if table.valued.contains(letter) {
                let attached = letters.isEmpty ? nil : String(letters)
                options.append((letter, try Self.value(attached, orNextOf: &rest, option: argument)))
                return
            } else {
                throw RefusedOption(text: "-\(letter)")
            }
        }
    }

    private static func value(
        _ attached: String?, orNextOf rest: inout ArraySlice<String>, option: String
    ) throws(RefusedOption) -> String {
        guard let value = attached ?? rest.popFirst() else { throw RefusedOption(text: option) }
        return value
    }

    private static func isBoolean(_ value: String) -> Bool { value == "true" || value == "false" }
}

/// An option that is not known to only read.
struct RefusedOption: Error {
    let text: String
}
