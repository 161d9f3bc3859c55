internal import IncidentCore
internal import Transport

extension TransportFailure {
    /// What stood in the way, as a failed notification is counted.
    var obstacle: DeliveryObstacle {
        switch reason {
        case .invalidRequest: .notSendable
        case .nameNotResolved, .notConnected: .unreachable
        case .timedOut: .timeout
        case .certificateNotTrusted, .tlsFailed, .tlsNotOffered: .tls
        case .notAuthenticated: .auth
        case .connectionLost: mayHaveArrived ? .unclear : .unreachable
        case .responseTooLarge, .cancelled, .other: mayHaveArrived ? .unclear : .unavailable
        }
    }
}
