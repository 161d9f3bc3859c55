internal import Transport

extension HTTPClient {
    /// Sends a collector's question.
    ///
    /// - Parameter read: makes of the answer what is kept; beside the work of the server, because it may be long.
    /// - Returns: that, with how long the answer took.
    func evidence(
        of request: HTTPRequest,
        reading read: @escaping @Sendable (Result<HTTPResponse, TransportFailure>) -> Evidence
    ) async -> Evidence {
        let clock = ContinuousClock()
        let start = clock.now
        let result: Result<HTTPResponse, TransportFailure>
        do throws(TransportFailure) {
            result = .success(try await send(request))
        } catch {
            result = .failure(error)
        }
        let took = clock.now - start
        return await TextWork.run {
            var evidence = read(result)
            // Artifacts keep whole milliseconds, and none where nothing was asked.
            if case .failure(let failure) = result, failure.reason == .invalidRequest { return evidence }
            evidence.duration = max(took, .milliseconds(1))
            return evidence
        }
    }
}
