/// Where in a command that the operator answers for (`trusted: true`) labels may stand: nowhere.
///
/// Of a program that no grammar knows it is not known which of its arguments is run, names a server or is read as an
/// option: `find -exec`, `git -c`, `pg_dump -h`. Labels reach it in its environment, where nothing makes anything of them
/// but the program itself.
package enum TrustedCommand {
    /// - Parameter words: program and arguments.
    /// - Returns: why it may not run, or `nil`.
    package static func refusal(of words: [ArgumentTemplate]) -> String? {
        guard let word = words.first(where: { !$0.places.isEmpty }), let place = word.places.first else { return nil }
        return
            "\"\(word.text)\" holds a label, and of a program that is only trusted nobody knows which argument says what is run, "
            + "or where; leave it out: the program has the label in its environment, as \(Labels.environmentName(of: place.name))"
    }
}
