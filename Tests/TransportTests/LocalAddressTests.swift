import Testing

@testable import Transport

/// Addresses to which a name has no business to lead.
@Suite(.timeLimit(.minutes(5))) struct LocalAddressTests {
    @Test(arguments: [
        "127.0.0.1", "127.8.9.10", "0.0.0.0", "169.254.169.254", "169.254.1.1", "::1", "::", "fe80::1", "febf::1",
        "::ffff:127.0.0.1", "::ffff:169.254.169.254", "fd00:ec2::254", "100.100.100.200", "192.0.0.192",
        "168.63.129.16",
    ])
    func `this machine, its link and what clouds tell a machine of itself are local`(text: String) {
        #expect(IPAddress(text)?.isLocal == true)
    }

    @Test(arguments: [
        "10.0.0.1", "192.168.1.1", "126.255.255.255", "128.0.0.1", "169.253.0.1", "fec0::1", "fd00:ec2::253", "::2",
        "2001:db8::1", "8.8.8.8",
    ])
    func `others are not, and are shown as they are written`(text: String) {
        #expect(IPAddress(text)?.isLocal == false)
        #expect(IPAddress(text)?.description == text)
    }
}
