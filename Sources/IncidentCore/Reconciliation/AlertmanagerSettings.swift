/// The Alertmanagers of one cluster that are asked what they know, as `routes/endpoints.yaml` names them.
package struct AlertmanagerSettings: Sendable, Equatable {
    /// Where their API is, without `/api/v2`; one or more.
    package var urls: [String]
    /// The names of the receivers that send here; empty where they are to be learned from what comes.
    package var receivers: Set<String> = []
    package var access = HTTPAccess()
    /// How often they are asked when nothing is doubtful.
    package var every: Duration = .seconds(300)
    /// How long what they know may be on its way to us by itself: their `group_interval`, and a bit.
    package var allow: Duration = .seconds(360)
    /// How long one that has just been started may not know yet what fires.
    package var warmUp: Duration = .seconds(300)

    package init(urls: [String]) { self.urls = urls }
}
