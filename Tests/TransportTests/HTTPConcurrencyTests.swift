import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(5)))
struct `HTTP to several hosts` {
    /// Longer than the suite may take.
    private static let never = Duration.seconds(110)

    private func post(
        _ standIn: StandIn, connectTimeout: Duration = never, timeout: Duration = never
    ) -> HTTPRequest {
        HTTPRequest(
            method: .post, url: standIn.origin + "/v2/enqueue", headers: ["Content-Type": "application/json"],
            body: [1], connectTimeout: connectTimeout, timeout: timeout)
    }

    private func failure(_ http: HTTPClient, _ request: HTTPRequest) async -> TransportFailure? {
        do throws(TransportFailure) {
            _ = try await http.send(request)
            return nil
        } catch {
            return error
        }
    }

    @Test func `a connection is kept for the next request`() async throws {
        let http = HTTPClient.live()
        let standIn = try await StandIn.pagerDuty()
        for _ in 0..<5 { #expect(try await http.send(post(standIn)).status == 400) }
        #expect(Set(try await standIn.read([TakenRequest].self, "/_stub/requests").map(\.peerPort)).count == 1)
    }

    @Test func `a kept connection that the host has closed costs no request`() async throws {
        let http = HTTPClient.live()
        let standIn = try await StandIn.pagerDuty("--fail", "hangupx4")
        for _ in 0..<5 { #expect(try await http.send(post(standIn)).status == 400) }
        #expect(try await standIn.read([TakenRequest].self, "/_stub/requests").count == 5)
    }

    @Test func `an answer that did not come in time is not taken for the next one`() async throws {
        let http = HTTPClient.live()
        let standIn = try await StandIn.pagerDuty("--fail", "timeout")
        #expect(await failure(http, post(standIn, timeout: .seconds(3)))?.reason == .timedOut)
        #expect(try await http.send(post(standIn)).status == 400)
        #expect(Set(try await standIn.read([TakenRequest].self, "/_stub/requests").map(\.peerPort)).count == 2)
    }

    @Test func `a silent host takes no other's room, and its own is bounded`() async throws {
        let http = HTTPClient.live(transfersPerHost: 4)
        let (silent, healthy) = (try await StandIn.pagerDuty("--fail", "timeoutx99"), try await StandIn.pagerDuty())
        await withTaskGroup { group in
            for _ in 0..<4 { group.addTask { _ = await failure(http, post(silent)) } }
            _ = try? await waitUntil("four are with the silent host") {
                try await silent.read([TakenRequest].self, "/_stub/requests").count == 4 ? true : nil
            }
            let fifth = await failure(http, post(silent, connectTimeout: .milliseconds(300)))
            #expect(fifth?.reason == .timedOut)
            #expect(fifth?.message == "too many transfers to the same host have not ended")
            // It has not gone out, and never will.
            #expect(fifth?.mayHaveArrived == false)
            for _ in 0..<5 { #expect(await failure(http, post(healthy)) == nil) }
            group.cancelAll()
        }
        #expect(try await silent.read([TakenRequest].self, "/_stub/requests").count == 4)
    }

    @Test func `what waits for room is sent when there is some, and not if it was cancelled`() async throws {
        let http = HTTPClient.live(transfersPerHost: 1)
        let standIn = try await StandIn.pagerDuty("--fail", "slow:0.5")
        await withTaskGroup { group in
            group.addTask { #expect(await failure(http, post(standIn)) == nil) }
            for _ in 0..<3 { group.addTask { #expect(await failure(http, post(standIn)) == nil) } }
            let unwanted = Task { await failure(http, post(standIn)) }
            unwanted.cancel()
            #expect(await unwanted.value?.reason == .cancelled)
            #expect(await unwanted.value?.mayHaveArrived == false)
        }
        #expect(try await standIn.read([TakenRequest].self, "/_stub/requests").count == 4)
    }
}
