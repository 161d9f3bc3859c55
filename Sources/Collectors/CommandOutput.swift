internal import IncidentCore
internal import Synchronization

/// What a command writes, while it is read.
final class CommandOutput: Sendable {
    private struct State {
        var all: OutputCapture
        var apart: ApartOutput?
    }

    private let state: Mutex<State>

    /// - Parameter isApart: whether standard output is kept by itself as well.
    init(limitBytes: Int, isApart: Bool) {
        state = Mutex(State(all: OutputCapture(limitBytes: limitBytes), apart: isApart ? ApartOutput() : nil))
    }

    /// - Parameter isError: whether it was written to standard error; of a command whose outputs are one it is not known.
    func append(_ bytes: UnsafeRawBufferPointer, isError: Bool) {
        state.withLock {
            $0.apart?.append(bytes, isError: isError)
            if $0.apart == nil || !isError { $0.all.append(bytes) }
        }
    }

    /// Whether so much was written that reading on slowly keeps nothing from anybody.
    var isFlood: Bool {
        state.withLock { $0.all.isFlood && $0.apart?.answer == nil || $0.apart?.beside.isFlood == true }
    }

    /// Both outputs, and standard output by itself. Those that are known apart stand one below the other: read by two tasks, one
    /// would come in the middle of a line of the other.
    var taken: (all: OutputCapture, apart: ApartOutput?) {
        state.withLock { state in
            guard let apart = state.apart else { return (state.all, nil) }
            var all = state.all
            all.append(below: apart.beside)
            return (all, apart)
        }
    }
}

/// Standard output by itself, for as long as it may be an answer that is read, and what was said beside it.
struct ApartOutput: Sendable {
    /// `nil` where it was more than is read.
    private(set) var answer: [UInt8]? = []
    private(set) var beside = OutputCapture(limitBytes: 16 * 1024)

    mutating func append(_ bytes: UnsafeRawBufferPointer, isError: Bool) {
        if isError {
            beside.append(bytes)
        } else if let length = answer?.count, length + bytes.count <= StructuredQuestion.lengthLimit {
            answer? += bytes
        } else {
            answer = nil
        }
    }
}
