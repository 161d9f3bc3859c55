import IncidentCore
import Testing

@Suite(.timeLimit(.minutes(5))) struct CommandCorpusTests {
    @Test func `each command of the corpus is let through or refused as it should be`() {
        #expect(CorpusCommand.all.count > 1500)
        for command in CorpusCommand.all {
            let refusal = ReadOnlyGrammar.refusal(of: command.words)
            #expect((refusal == nil) == command.isAdmitted, "\(command): \(refusal ?? "admitted")")
        }
    }

    @Test func `each refusal names what it is about, and says what to do`() throws {
        for command in CorpusCommand.all where !command.isAdmitted && !command.words.contains("") {
            guard let refusal = ReadOnlyGrammar.refusal(of: command.words), let program = command.words.first else {
                continue
            }
            #expect(refusal.contains("; "), "\(command): \(refusal)")
            // It begins with the program, which names nothing yet.
            let rest = refusal.dropFirst(refusal.hasPrefix("\"\(program)") ? program.count + 1 : 0).lowercased()
            let isAboutAll = Self.aboutAll.contains(where: refusal.contains)
            #expect(
                isAboutAll || command.words.flatMap(Self.names).contains { rest.contains($0.lowercased()) },
                "\(command): \(refusal)")
        }
    }

    /// What a message may call an argument: all of it, a word of it, or one option of several in it.
    private static func names(of argument: String) -> [String] {
        let isCluster = argument.first == "-" && !argument.hasPrefix("--")
        let words = argument.dropFirst(isCluster ? 2 : 0).split { " =/,".contains($0) }.map(String.init)
        return [argument] + words + (isCluster ? argument.dropFirst().map { "\"-\($0)\"" } : [])
    }

    /// Refusals of what is not there, and of all there is.
    private static let aboutAll = [
        "is not a program", "has no verb", "has no command", "has no -c", "needs --describe", "does not say what of",
        "would depend on", "the command is empty",
    ]
}
