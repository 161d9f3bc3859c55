internal import ArgumentParser

/// The number of an incident, a silence, an override or a storm as an argument: they are given from 1.
enum RecordNumber {
    static func read(_ text: String) throws -> Int64 {
        guard let number = Int64(text), number > 0 else { throw ValidationError("a number from 1 is expected") }
        return number
    }

    /// An argument that the parser takes for an option that there is not, before it misses the number.
    static func takenForOption(in arguments: [String]) -> String? {
        let read = arguments.prefix { $0 != "--" }
        return zip(read, read.dropFirst()).first { before, word in
            !before.hasPrefix("-") && word.wholeMatch(of: /-\d+/) != nil
        }?.1
    }
}
