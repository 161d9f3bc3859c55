internal import IncidentCore
internal import Subprocess

/// Why a command was ended by us.
enum StopReason: Sendable {
    case timeLimit, cancelled
}

/// What a command that was started came to.
struct CommandResult: Sendable {
    let output: OutputCapture
    /// Where the answer is to be read field by field.
    let apart: ApartOutput?
    /// `nil` when it ended by itself.
    let stopped: StopReason?
    let status: Status
    let duration: Duration
    /// How many processes it had started and left when it ended by itself; they were ended.
    let leftBehind: Int
    /// How many of its processes the kernel holds.
    let notEnded: Int

    enum Status: Sendable, Equatable {
        case exited(Int)
        case signalled(Int)

        init(_ status: TerminationStatus) {
            self =
                switch status {
                case .exited(let code): .exited(Int(code))
                case .signaled(let number): .signalled(Int(number))
                }
        }
    }

    var outcome: CollectorOutcome {
        switch (stopped, status) {
        case (.timeLimit, _): .timedOut
        case (nil, .exited(0)): .succeeded
        case (.cancelled, _), (nil, _): .failed
        }
    }

    var exitStatus: Int? {
        guard stopped == nil, case .exited(let code) = status else { return nil }
        return code
    }

    /// What a reader of the output must know of how it ended; `nil` when it ran to its end and said everything.
    ///
    /// - Parameter isRead: whether something else stands in place of the output, made of all of it.
    func closingSentence(for collector: Collector, isRead: Bool = false) -> String? {
        let name = "collector \"\(collector.name)\""
        let kept = "\(ByteCount(output.keptByteCount)) of output kept"
        let end: String? =
            switch (stopped, status) {
            case (.timeLimit, _): "\(name) stopped after \(collector.timeout.inShort); \(kept)"
            case (.cancelled, _): "\(name) cancelled after \(duration.inShort); \(kept)"
            case (nil, .signalled(let number)): "\(name) ended by signal \(number); \(kept)"
            case (nil, .exited) where output.isTruncated && !isRead:
                "\(name) wrote \(ByteCount(output.byteCount)); \(kept)"
            case (nil, .exited): nil
            }
        let processes = [
            leftBehind == 0 ? nil : "\(Self.processes(leftBehind)) it had left behind ended",
            notEnded == 0 ? nil : "\(Self.processes(notEnded)) of it could not be ended",
        ].compactMap { $0 }
        guard end != nil || !processes.isEmpty else { return nil }
        return ([end ?? name] + processes).joined(separator: "; ")
    }

    private static func processes(_ count: Int) -> String { count == 1 ? "1 process" : "\(count) processes" }
}

extension Duration {
    /// `10 s`, and below ten seconds with tenths: `0.3 s`.
    fileprivate var inShort: String {
        let tenths = (wholeMilliseconds + 50) / 100
        return tenths >= 100 || tenths % 10 == 0 ? "\((tenths + 5) / 10) s" : "\(tenths / 10).\(tenths % 10) s"
    }
}
