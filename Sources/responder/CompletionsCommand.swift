internal import ArgumentParser

struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Prints what lets a shell complete commands, options, incidents, collectors and roles.",
        discussion: """
            bash   responder completions bash > /etc/bash_completion.d/responder
            zsh    responder completions zsh > /usr/local/share/zsh/site-functions/_responder
            fish   responder completions fish > ~/.config/fish/completions/responder.fish
            or, in one bash alone: source <(responder completions bash)
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish

        fileprivate var parser: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() { Console.out(Responder.completionScript(for: shell.parser)) }
}
