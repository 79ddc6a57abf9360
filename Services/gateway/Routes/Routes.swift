import Hummingbird
import Shared

extension Route {
  /// All there are: the router, the description, the tests of who may do what and `gateway routes` are made from this.
  static let all = accounts + photosessions + pictures + site

  private static let accounts = [
    Route(.post, "/v1/accounts", .anyone, "Sign up", .call(signUp)),
    Route(.get, "/v1/account", .account, "The account", .call { _ in .account }),
    Route(
      .delete, "/v1/account", .account, "Erase the account and all that belongs to it", .call { _ in .eraseAccount }),
    Route(.put, "/v1/account/consent", .account, "Agree to a newer policy", .call(consent)),
    Route(.delete, "/v1/sign-ins/current", .account, "Sign out", .call { _ in .signOut }),
  ]

  private static let photosessions = [
    Route(.post, "/v1/photosessions", .account, "Open a photosession", .call(open)),
    Route(
      .get, "/v1/photosessions", .account, "All photosessions, newest first",
      .call { incoming throws(Refusal) in .photosessions(before: try incoming.cursor()) }),
    Route(.get, photosession, .photosession, "How it stands, and what is held", .call(of { .photosession($0) })),
    Route(.delete, photosession, .photosession, "Call it off and erase it", .call(of { .cancel($0) })),
    Route(.post, photosession + "/training", .photosession, "Have avatars made", .call(of { .train($0) })),
    Route(
      .get, photosession + "/events", .photosession, "Its changes, as they come", .events(of { .photosession($0) })),
    Route(
      .post, photosession + "/delivered", .photosession, "The avatars arrived: erase", .call(of { .delivered($0) })),
    Route(
      .get, photosession + "/erasure-receipts", .photosession, "Proof of what was erased",
      .call(of { .erasureReceipts($0) })),
  ]

  private static let pictures = [
    Route(.post, photosession + "/photos", .photosession, "Add a photo", .photo(photo)),
    Route(
      .options, photosession + "/photos", .anyone, "What is taken of a photo in pieces",
      .site { site, incoming in
        let _: Photosession.ID = try incoming.identifier("photosession")
        return site.uploadLimits
      }),
    Route(.head, photosession + "/photos/{photo}", .photosession, "How far a photo has come", .upload(upload)),
    Route(.patch, photosession + "/photos/{photo}", .photosession, "More of a photo", .upload(upload)),
    Route(.delete, photosession + "/photos/{photo}", .photosession, "Erase one photo", .call(removePhoto)),
    Route(
      .post, photosession + "/photos/{photo}/check", .photosession, "What speaks against a photo", .call(checkPhoto)),
    Route(.get, photosession + "/avatars", .photosession, "The avatars", .call(of { .avatars($0) })),
    Route(.get, photosession + "/avatars/{avatar}", .photosession, "One avatar's bytes", .call(avatar)),
  ]

  private static let site = [
    Route(.get, "/v1/styles", .anyone, "What can be ordered", .site { site, _ in site.styles }),
    Route(.get, "/v1/policy", .anyone, "The privacy policy as data", .site { site, _ in site.policy }),
    Route(.get, "/privacy", .anyone, "The privacy policy as a page", .site { site, _ in site.privacy }),
    Route(
      .get, "/v1/policy/face-data", .anyone, "What is done with faces, as data or as a page",
      .notice { site, notice, incoming in
        var response = try incoming.prefersPage ? site.faceDataPage(notice) : site.faceData(notice)
        response.headers[.vary] = "Accept"
        return response
      }),
    Route(
      .get, "/privacy/face-data", .anyone, "What is done with faces, as a page",
      .notice { site, notice, _ in site.faceDataPage(notice) }),
    Route(
      .get, "/v1/transparency", .anyone, "What is held and what is gone, as data",
      .notice { site, notice, _ in try site.transparency(notice) }),
    Route(
      .get, "/transparency", .anyone, "What is held and what is gone, as a page",
      .notice { site, notice, _ in site.transparencyPage(notice) }),
    Route(.get, "/openapi.json", .anyone, "This interface, described", .site { site, _ in site.openAPI }),
    Route(.get, "/", .anyone, "The web page", .site { site, _ in try site.file("index.html") }),
    Route(
      .get, "/page/{file}", .anyone, "What the web page is made of",
      .site { site, incoming in try site.file(incoming.parameters.get("file") ?? "") }),
    Route(.post, "/v1/astria/hints/{token}", .anyone, "Astria's callback: a reason to look", .call(hint)),
  ]
}

// MARK: Readings

private let photosession = "/v1/photosessions/{photosession}"

/// For a route that says all in its path.
private func of(_ call: @escaping @Sendable (Photosession.ID) -> GatewayCall) -> Route.Reading {
  { incoming throws(Refusal) in call(try incoming.identifier("photosession")) }
}

private let signUp: Route.Reading = { incoming throws(Refusal) in
  .createAccount(
    try await incoming.fields { fields throws(Refusal) in
      SignUp(
        name: Personal(try fields.text("name")), email: Personal(try fields.text("email")),
        dateOfBirth: Personal(try fields.text("dateOfBirth")),
        policyVersion: try fields.object("consent") { consent throws(Refusal) in
          try consent.wholeNumber("policyVersion")
        })
    })
}

private let consent: Route.Reading = { incoming throws(Refusal) in
  .consent(
    policyVersion: try await incoming.fields { fields throws(Refusal) in try fields.wholeNumber("policyVersion") })
}

private let open: Route.Reading = { incoming throws(Refusal) in
  try await incoming.fields { fields throws(Refusal) in
    .openPhotosession(subject: try fields.choice("subject"), style: try fields.text("style"))
  }
}

private let photo: Route.Reading = { incoming throws(Refusal) in
  .storePhoto(try incoming.identifier("photosession"), contentType: try incoming.contentType())
}

private let upload: Route.Reading = { incoming throws(Refusal) in
  .upload(try incoming.identifier("photosession"), try incoming.identifier("photo"))
}

private let removePhoto: Route.Reading = { incoming throws(Refusal) in
  .removePhoto(try incoming.identifier("photosession"), try incoming.identifier("photo"))
}

private let checkPhoto: Route.Reading = { incoming throws(Refusal) in
  .checkPhoto(try incoming.identifier("photosession"), try incoming.identifier("photo"))
}

private let avatar: Route.Reading = { incoming throws(Refusal) in
  .avatar(try incoming.identifier("photosession"), try incoming.identifier("avatar"))
}

private let hint: Route.Reading = { incoming throws(Refusal) in
  .hint(token: Personal(String((incoming.parameters.get("token") ?? "").prefix(200))))
}
