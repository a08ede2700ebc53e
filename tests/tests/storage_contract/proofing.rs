//! What people say about pictures.

use std::sync::Arc;

use atelier_application::kernel::Kernel;
use atelier_application::paging::PageRequest;
use atelier_application::ports::proofing::{
    DecisionFilter, Deed, NewComment, NewInteraction, Origin, ProofSummary, Shown, Tally, Whose,
};
use atelier_application::ports::{CounterDrift, Store, Tx};
use atelier_application::proofing::{DecisionInput, Proofing};
use atelier_domain::access::{Action, Actor, Context, Credential, Grant, HeldRole, Unchecked, Writable};
use atelier_domain::galleries::{LimitScope, ProofingSettings, Visibility};
use atelier_domain::identity::{User, UserKind};
use atelier_domain::proofing::{Comment, Decision, InteractionKind, Pin, Proof};
use atelier_domain::{CommentId, GrantId, ImageId, ShareLinkId, UserId};
use atelier_testkit::databases::TestDatabase;
use atelier_testkit::{FixedClock, SeededTokens, a_studio, a_user};
use chrono::Duration;
use sea_orm::ConnectionTrait;

use crate::world::{World, commit, gallery, group, image, job, now};

contract!(
    an_opinion_comes_back_and_belongs_to_one_person_in_one_gallery,
    only_live_pictures_of_the_gallery_are_found,
    approvals_are_counted_once_and_move_the_gallery,
    what_is_taken_away_counts_nowhere_until_it_returns,
    a_recount_finds_approvals_that_drifted,
    opinions_are_summed_up_and_listed,
    people_are_told_with_how_far_they_have_come,
    the_log_keeps_every_line_newest_first,
    comments_come_in_their_order_and_internal_ones_apart,
    a_submission_is_one_for_each_person,
    twenty_clicks_at_once_take_the_last_places_and_no_more,
    a_limit_that_is_shared_holds_for_two_guests_at_once,
);

const ALL: [Visibility; 3] = Visibility::ALL;

/// A gallery with three public pictures and one for members only.
struct Proofs {
    world: World,
    open: Vec<ImageId>,
    hidden: ImageId,
    kari: User,
    ola: User,
}

impl Proofs {
    async fn on(db: TestDatabase) -> Self {
        let world = World::on(db).await;
        let images = world.images(4).await;
        let (open, hidden) = images.split_at(3);
        for (pictures, kind, visibility) in
            [(open, "main", Visibility::Public), (hidden, "making_of", Visibility::Members)]
        {
            let group = world.group_of(pictures).await;
            world.attach(world.gallery.id, group, kind, visibility).await;
        }
        let kari = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await;
        let ola = a_user().kind(UserKind::Guest).insert(&*world.db, world.studio.id).await;
        Self { open: open.to_vec(), hidden: hidden[0], world, kari, ola }
    }

    async fn proof(&self, tx: &Tx, image: ImageId, user: UserId) -> Writable<Proof> {
        let found =
            tx.proofs().find(self.world.studio.id, self.world.gallery.id, &[image], user).await.unwrap();
        writable(found.into_iter().next().unwrap(), self)
    }

    /// The person says something, as a use case writes it.
    async fn say(&self, image: ImageId, user: &User, by_studio: bool, say: impl FnOnce(&mut Proof) + Send) {
        let tx = self.world.write().await;
        gallery(&tx, self.world.studio.id, self.world.gallery.id).await;
        let proof = self.proof(&tx, image, user.id).await.change(|proof| {
            say(proof);
            Ok(())
        });
        let origin = Origin { by_studio, share_link: None, now: now() };
        tx.proofs().save(&[proof.unwrap()], origin).await.unwrap();
        tx.galleries().proofing_changed(self.world.gallery.id, now()).await.unwrap();
        commit(tx).await;
    }

    async fn approve(&self, image: ImageId, user: &User) {
        self.say(image, user, false, |proof| proof.decide(Decision::Approved, None, now()).unwrap()).await;
    }

    async fn approved_count(&self) -> (i32, i64) {
        let tx = self.world.read().await;
        let row = gallery(&tx, self.world.studio.id, self.world.gallery.id).await.into_inner();
        (row.approved_count, row.proofing_version)
    }

    fn shown<'a>(&self, visibilities: &'a [Visibility]) -> Shown<'a> {
        Shown { gallery: self.world.gallery.id, visibilities }
    }

    async fn tally(&self, visibilities: &[Visibility], whose: Whose, without: &[ImageId]) -> Tally {
        let tx = self.world.read().await;
        tx.proofs().tally(self.shown(visibilities), whose, without).await.unwrap()
    }
}

fn writable(found: Unchecked<Proof>, proofs: &Proofs) -> Writable<Proof> {
    found.write(&job(proofs.world.studio.id), Action::ApproveImages).unwrap()
}

async fn an_opinion_comes_back_and_belongs_to_one_person_in_one_gallery(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    let first = proofs.open[0];
    for stars in [2, 4] {
        proofs
            .say(first, &proofs.kari, false, |proof| {
                proof.decide(Decision::Approved, Some(true), now()).unwrap();
                proof.rate(Some(stars)).unwrap();
                proof.request_edit("Fjern lampen 💡").unwrap();
            })
            .await;
    }
    let tx = proofs.world.read().await;
    let mine = proofs.proof(&tx, first, proofs.kari.id).await.into_inner();
    assert_eq!(mine.opinion.decision, Decision::Approved);
    assert!(mine.opinion.approved_for_marketing);
    assert_eq!(mine.opinion.decided_at, Some(now()));
    assert_eq!(mine.opinion.decided_on.as_deref(), Some(mine.content_hash.as_str()));
    assert_eq!((mine.opinion.rating, mine.opinion.edit_notes.as_deref()), (Some(4), Some("Fjern lampen 💡")));
    assert_eq!(mine.organization, proofs.world.organization.id);
    assert!(proofs.proof(&tx, first, proofs.ola.id).await.get().opinion.is_blank());
    let asked = [first, proofs.open[1]];
    let said = tx.proofs().opinions(proofs.world.gallery.id, proofs.kari.id, &asked).await.unwrap();
    assert_eq!(said.len(), 1);
    assert_eq!(said[&first], mine.opinion);

    // The picture gets other bytes: what was decided about the old ones is told apart.
    let sql = format!("UPDATE images SET content_hash = '{}' WHERE id = {first}", "f".repeat(64));
    proofs.world.db.connection().execute_unprepared(&sql).await.unwrap();
    let changed = proofs.proof(&tx, first, proofs.kari.id).await.into_inner();
    assert!(changed.opinion.is_outdated(&changed.content_hash));
    let listed = tx.proofs().list(proofs.shown(&ALL), DecisionFilter::default(), PageRequest::default());
    let listed = listed.await.unwrap().items.remove(0);
    assert!(listed.opinion.is_outdated(&listed.content_hash));
}

async fn only_live_pictures_of_the_gallery_are_found(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    let elsewhere = proofs.world.images(1).await[0];
    let (studio, at) = (proofs.world.studio.id, proofs.world.gallery.id);
    proofs.world.delete_image(proofs.open[1]).await;
    let asked = [proofs.hidden, elsewhere, proofs.open[2], proofs.open[1], proofs.open[0], ImageId(0)];
    let tx = proofs.world.read().await;
    let found = tx.proofs().find(studio, at, &asked, proofs.kari.id).await.unwrap();
    let found: Vec<Proof> = found.into_iter().map(|proof| writable(proof, &proofs).into_inner()).collect();
    let ids: Vec<ImageId> = found.iter().map(|proof| proof.image).collect();
    assert_eq!(ids, [proofs.open[0], proofs.open[2], proofs.hidden]);
    assert_eq!(found[2].groups[0].1, Visibility::Members);
    let other = a_studio().insert(&*proofs.world.db).await;
    assert!(tx.proofs().find(other.id, at, &asked, proofs.kari.id).await.unwrap().is_empty());
    assert!(tx.proofs().find(studio, at, &[], proofs.kari.id).await.unwrap().is_empty());
}

async fn approvals_are_counted_once_and_move_the_gallery(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    let owner = proofs.world.owner.clone();
    assert_eq!(proofs.approved_count().await, (0, 0));
    proofs.approve(proofs.open[0], &proofs.kari).await;
    proofs.approve(proofs.open[0], &proofs.ola).await;
    proofs.approve(proofs.open[1], &proofs.ola).await;
    proofs
        .say(proofs.open[2], &owner, true, |proof| proof.decide(Decision::Approved, None, now()).unwrap())
        .await;
    assert_eq!(proofs.approved_count().await, (2, 4), "the studio's own are left out");
    let kari = Whose::Person(proofs.kari.id);
    assert_eq!(proofs.tally(&ALL, kari, &[]).await.approvals, 1);
    assert_eq!(proofs.tally(&ALL, Whose::Person(owner.id), &[]).await.approvals, 1);
    assert_eq!(proofs.tally(&ALL, Whose::Outside, &[]).await.approvals, 2);
    assert_eq!(proofs.tally(&ALL, Whose::Outside, &[proofs.open[0]]).await.approvals, 1);
    assert_eq!(proofs.tally(&[], kari, &[]).await, Tally::default());
    proofs
        .say(proofs.open[1], &proofs.ola, false, |proof| {
            proof.decide(Decision::Rejected, None, now()).unwrap();
            proof.request_edit("darker").unwrap();
        })
        .await;
    assert_eq!(proofs.approved_count().await.0, 1);
    let ola = proofs.tally(&ALL, Whose::Person(proofs.ola.id), &[]).await;
    assert_eq!(ola, Tally { approvals: 1, rejections: 1, edit_requests: 1 });
}

async fn what_is_taken_away_counts_nowhere_until_it_returns(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    let (studio, at) = (proofs.world.studio.id, proofs.world.gallery.id);
    for image in [proofs.open[0], proofs.hidden] {
        proofs.approve(image, &proofs.kari).await;
    }
    let kari = Whose::Person(proofs.kari.id);
    assert_eq!(proofs.tally(&[Visibility::Public], kari, &[]).await.approvals, 1);
    let change = async |delete: bool| {
        let tx = proofs.world.write().await;
        let changed = image(&tx, studio, proofs.open[0]).await.change(|image| {
            if delete {
                image.delete(now());
                Ok(())
            } else {
                image.restore(now())
            }
        });
        tx.images().update(&changed.unwrap()).await.unwrap();
        tx.galleries().content_changed(&[at], now()).await.unwrap();
        commit(tx).await;
    };
    change(true).await;
    assert_eq!(proofs.approved_count().await.0, 1);
    assert_eq!(proofs.tally(&ALL, kari, &[]).await.approvals, 1);
    change(false).await;
    assert_eq!(proofs.approved_count().await.0, 2);
    let tx = proofs.world.write().await;
    let hanging = tx.groups().of_gallery(at).await.unwrap();
    let id = hanging.iter().find(|hanging| hanging.visibility == Visibility::Public).unwrap().group;
    let members = group(&tx, studio, id).await;
    tx.groups().remove_images(&members, &[proofs.open[0]]).await.unwrap();
    tx.galleries().content_changed(&[at], now()).await.unwrap();
    commit(tx).await;
    assert_eq!(proofs.approved_count().await.0, 1);
}

async fn a_recount_finds_approvals_that_drifted(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    proofs.approve(proofs.open[0], &proofs.kari).await;
    let id = proofs.world.gallery.id;
    let sql = format!("UPDATE galleries SET approved_count = 7 WHERE id = {id}");
    proofs.world.db.connection().execute_unprepared(&sql).await.unwrap();
    let tx = proofs.world.write().await;
    let drift = CounterDrift { gallery: id, counter: "approved_count", stored: 7, counted: 1 };
    assert_eq!(tx.galleries().recount(false).await.unwrap(), [drift]);
    assert_eq!(tx.galleries().recount(true).await.unwrap(), [drift]);
    assert_eq!(tx.galleries().recount(true).await.unwrap(), []);
    commit(tx).await;
    assert_eq!(proofs.approved_count().await.0, 1);
}

async fn opinions_are_summed_up_and_listed(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    let [first, second, third] = proofs.open[..] else { panic!("three pictures") };
    for (user, stars) in [(&proofs.kari, 5), (&proofs.ola, 2)] {
        proofs
            .say(first, user, false, |proof| {
                proof.decide(Decision::Approved, None, now()).unwrap();
                proof.rate(Some(stars)).unwrap();
            })
            .await;
    }
    proofs.say(second, &proofs.kari, false, |proof| proof.request_edit("crop").unwrap()).await;
    let owner = proofs.world.owner.clone();
    proofs.say(second, &owner, true, |proof| proof.rate(Some(1)).unwrap()).await;
    proofs.approve(proofs.hidden, &proofs.kari).await;
    // Said and taken back altogether.
    proofs.say(third, &proofs.kari, false, |proof| proof.rate(Some(3)).unwrap()).await;
    proofs.say(third, &proofs.kari, false, |proof| proof.rate(None).unwrap()).await;

    let tx = proofs.world.read().await;
    let at = proofs.world.gallery.id;
    let sums = tx.proofs().summaries(at, &proofs.open, true).await.unwrap();
    let expected = ProofSummary { approvals: 2, average_rating: Some(3.5), ..ProofSummary::default() };
    assert_eq!(sums[&first], expected);
    assert_eq!(sums[&second], ProofSummary { edit_requests: 1, ..ProofSummary::default() });

    let list = async |visibilities: &[Visibility], filter: DecisionFilter, page: PageRequest| {
        tx.proofs().list(proofs.shown(visibilities), filter, page).await.unwrap()
    };
    let all = list(&ALL, DecisionFilter::default(), PageRequest::first(3)).await;
    assert_eq!((all.total, all.items.len()), (5, 3));
    let rest =
        list(&ALL, DecisionFilter::default(), PageRequest { after: all.next, ..PageRequest::first(3) });
    assert_eq!(rest.await.items.len(), 2);
    let entry = &all.items[0];
    assert_eq!(
        (entry.image, entry.user, &entry.user_name),
        (first, proofs.kari.id, &proofs.kari.details.name)
    );
    assert_eq!(entry.filename, "DSC_0000.JPG");
    assert_eq!(entry.opinion.decided_on.as_ref(), Some(&entry.content_hash));
    let public = list(&[Visibility::Public], DecisionFilter::default(), PageRequest::default()).await;
    assert_eq!(public.total, 4);
    let filter = DecisionFilter { user: Some(proofs.kari.id), decision: Some(Decision::Approved) };
    let mine = list(&ALL, filter, PageRequest::default()).await;
    assert_eq!(mine.items.iter().map(|entry| entry.image).collect::<Vec<_>>(), [first, proofs.hidden]);
}

async fn people_are_told_with_how_far_they_have_come(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    proofs.approve(proofs.open[0], &proofs.kari).await;
    proofs.approve(proofs.hidden, &proofs.kari).await;
    let tx = proofs.world.write().await;
    let row = gallery(&tx, proofs.world.studio.id, proofs.world.gallery.id).await.into_inner();
    let found = tx.proofs().find_submission(&row, proofs.ola.id).await.unwrap();
    let submitted = found.write(&job(proofs.world.studio.id), Action::ApproveImages).unwrap();
    let submitted = submitted.change(|submission| submission.submit(0, now())).unwrap();
    tx.proofs().save_submission(&submitted).await.unwrap();
    commit(tx).await;
    let tx = proofs.world.read().await;
    let public = proofs.shown(&[Visibility::Public]);
    let people = tx.proofs().people(public, None).await.unwrap();
    let told: Vec<_> =
        people.iter().map(|person| (person.user, person.tally.approvals, person.submitted_at)).collect();
    assert_eq!(told, [(proofs.kari.id, 1, None), (proofs.ola.id, 0, Some(now()))]);
    assert_eq!((&people[0].name, people[0].kind), (&proofs.kari.details.name, UserKind::Guest));
    let only = tx.proofs().people(public, Some(proofs.ola.id)).await.unwrap();
    assert_eq!(only.len(), 1);
    assert!(tx.proofs().people(public, Some(proofs.world.owner.id)).await.unwrap().is_empty());
}

async fn the_log_keeps_every_line_newest_first(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    let link = proofs.world.link().await;
    let line = |gallery: bool, deed: Deed| NewInteraction {
        studio: proofs.world.studio.id,
        gallery: gallery.then_some(proofs.world.gallery.id),
        image: proofs.open[0],
        content_hash: "a".repeat(64),
        user: proofs.kari.id,
        share_link: Some(link.id),
        deed,
        now: now(),
    };
    let address = Some("2001:db8::7".parse().unwrap());
    let lines = [
        line(true, Deed::Rating(Some(4))),
        line(true, Deed::Rating(None)),
        line(true, Deed::Note("fin".to_owned())),
        line(true, Deed::Approval { decision: Decision::Approved, for_marketing: true }),
        line(true, Deed::EditRequest(Some("darker".to_owned()))),
        line(false, Deed::Download { address }),
    ];
    let tx = proofs.world.write().await;
    tx.proofs().record(&lines).await.unwrap();
    tx.proofs().record(&[]).await.unwrap();
    commit(tx).await;
    let tx = proofs.world.read().await;
    let at = proofs.world.gallery.id;
    let page = tx.proofs().interactions(at, proofs.open[0], PageRequest::first(4)).await.unwrap();
    assert_eq!((page.total, page.items.len()), (6, 4));
    let [download, edit, approval, note] = &page.items[..] else { panic!("four lines") };
    assert_eq!(download.kind, InteractionKind::Download);
    assert_eq!(download.ip_address.as_deref(), Some("2001:db8::7"));
    assert_eq!((download.downloaded_at, download.share_link), (Some(now()), Some(link.id)));
    assert_eq!((edit.edit_requested, edit.edit_notes.as_deref()), (Some(true), Some("darker")));
    assert_eq!((approval.decision, approval.approved_for_marketing), (Some(Decision::Approved), Some(true)));
    assert_eq!(note.note.as_deref(), Some("fin"));
    assert_eq!(note.user_name.as_ref(), Some(&proofs.kari.details.name));
    assert_eq!(note.content_hash, "a".repeat(64));
    let next = PageRequest { after: page.next, ..PageRequest::first(4) };
    let rest = tx.proofs().interactions(at, proofs.open[0], next).await.unwrap();
    assert_eq!(rest.items.iter().map(|line| line.rating).collect::<Vec<_>>(), [None, Some(4)]);
    assert_eq!(tx.proofs().interactions(at, proofs.open[1], next).await.unwrap().total, 0);
}

async fn comments_come_in_their_order_and_internal_ones_apart(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    let (studio, at, image) = (proofs.world.studio.id, proofs.world.gallery.id, proofs.open[0]);
    let new = |body: &str, parent: Option<CommentId>, internal: bool| NewComment {
        studio,
        gallery: at,
        image,
        author: proofs.kari.id,
        parent,
        body: body.to_owned(),
        pin: parent.is_none().then_some(Pin { x: 0.125, y: 1.0 }),
        internal,
        now: now(),
    };
    let tx = proofs.world.write().await;
    let thread = tx.comments().insert(new("Kan lampen bort?", None, false)).await.unwrap();
    let answer = tx.comments().insert(new("Ja", Some(thread.id), false)).await.unwrap();
    tx.comments().insert(new("Not again", None, true)).await.unwrap();
    assert_eq!((answer.parent, answer.pin), (Some(thread.id), None));
    let found = tx.comments().find(studio, at, image, thread.id).await.unwrap().unwrap();
    let resolved = found.write(&job(studio), Action::CommentOnImages).unwrap().change(|comment| {
        comment.edit("Kan begge lampene bort?", now())?;
        comment.resolve(proofs.world.owner.id, now() + Duration::microseconds(1))
    });
    tx.comments().update(&resolved.unwrap()).await.unwrap();
    let found = tx.comments().find(studio, at, image, answer.id).await.unwrap().unwrap();
    let deleted = found.write(&job(studio), Action::CommentOnImages).unwrap().change(|comment| {
        comment.delete(now());
        Ok(())
    });
    tx.comments().update(&deleted.unwrap()).await.unwrap();
    commit(tx).await;

    let tx = proofs.world.read().await;
    let everything = tx.comments().list(at, image, true, PageRequest::default()).await.unwrap();
    assert_eq!(everything.total, 3);
    let open = tx.comments().list(at, image, false, PageRequest::default()).await.unwrap();
    let comments: Vec<&Comment> = open.items.iter().map(|entry| &entry.comment).collect();
    assert_eq!(comments.iter().map(|comment| comment.id).collect::<Vec<_>>(), [thread.id, answer.id]);
    assert_eq!(comments[0].pin, Some(Pin { x: 0.125, y: 1.0 }));
    assert_eq!(comments[0].body, "Kan begge lampene bort?");
    assert_eq!(comments[0].resolved_at, Some(now() + Duration::microseconds(1)));
    assert_eq!(comments[0].resolved_by, Some(proofs.world.owner.id));
    assert_eq!(comments[1].deleted_at, Some(now()));
    assert_eq!(open.items[0].author_name, proofs.kari.details.name);
    let counted = async |internal| {
        let sums = tx.proofs().summaries(at, &[image], internal).await.unwrap();
        sums[&image].comments
    };
    assert_eq!((counted(true).await, counted(false).await), (2, 1));
    // By any other way than its own picture in its own gallery and studio it is not there.
    assert!(tx.comments().find(studio, at, proofs.open[1], thread.id).await.unwrap().is_none());
    let other = a_studio().insert(&*proofs.world.db).await;
    assert!(tx.comments().find(other.id, at, image, thread.id).await.unwrap().is_none());
}

async fn a_submission_is_one_for_each_person(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    let studio = proofs.world.studio.id;
    let step = async |user: UserId, submit: bool| {
        let tx = proofs.world.write().await;
        let row = gallery(&tx, studio, proofs.world.gallery.id).await.into_inner();
        let found = tx.proofs().find_submission(&row, user).await.unwrap();
        let changed = found
            .write(&job(studio), Action::EditGallery)
            .unwrap()
            .change(|submission| if submit { submission.submit(2, now()) } else { submission.reopen(now()) });
        tx.proofs().save_submission(&changed.unwrap()).await.unwrap();
        let again = tx.proofs().find_submission(&row, user).await.unwrap();
        commit(tx).await;
        again.read(&job(studio)).unwrap()
    };
    let kari = proofs.kari.id;
    assert!(step(kari, true).await.is_locked());
    assert!(step(proofs.ola.id, true).await.is_locked());
    let reopened = step(kari, false).await;
    assert_eq!((reopened.is_locked(), reopened.reopened_at), (false, Some(now())));
    let again = step(kari, true).await;
    assert_eq!(
        (again.is_locked(), again.approvals, again.organization),
        (true, 2, proofs.world.organization.id)
    );
}

// ---- limits

fn guest(user: &User, world: &World, link: ShareLinkId) -> Actor {
    let grants = UserKind::Guest.actions().into_iter().map(|action| Grant {
        id: GrantId(0),
        action,
        context: Context::Gallery(world.gallery.id),
        expires_at: None,
    });
    Actor {
        user: user.id,
        studio: user.studio,
        name: user.details.name.clone(),
        active: true,
        roles: vec![HeldRole {
            name: "guest_user".to_owned(),
            kind: UserKind::Guest,
            actions: UserKind::Guest.actions(),
        }],
        memberships: Vec::new(),
        grants: grants.collect(),
        credential: Credential::ShareLink { link, gallery: world.gallery.id, ends_at: None, revoked: false },
        now: now(),
    }
}

/// Twenty clicks, each on a picture of its own, by these people in turn; how many pass, and the codes of the others.
async fn clicks(proofs: &Proofs, people: &[Actor]) -> (usize, Vec<&'static str>) {
    let world = &proofs.world;
    let images = world.images(20).await;
    let group = world.group_of(&images).await;
    world.attach(world.gallery.id, group, "more", Visibility::Public).await;
    let store: Arc<dyn Store> = Arc::new(world.db.store());
    let kernel =
        Kernel { store, clock: Arc::new(FixedClock::default()), tokens: Arc::new(SeededTokens::default()) };
    let proofing = Proofing::new(kernel);
    let clicks = images.into_iter().zip(people.iter().cycle()).map(|(image, person)| {
        let (proofing, person, at) = (proofing.clone(), person.clone(), world.gallery.id);
        let input = DecisionInput { decision: Decision::Approved, for_marketing: None };
        tokio::spawn(async move { proofing.decide(&person, at, image, input).await })
    });
    let mut passed = 0;
    let mut refused = Vec::new();
    for click in clicks.collect::<Vec<_>>() {
        match click.await.unwrap() {
            Ok(_) => passed += 1,
            Err(error) => refused.push(error.code()),
        }
    }
    (passed, refused)
}

async fn limit(world: &World, max: i32, scope: LimitScope) {
    let tx = world.write().await;
    let found = gallery(&tx, world.studio.id, world.gallery.id).await;
    let settings = ProofingSettings { max_approvals: Some(max), limit_scope: scope, ..found.get().proofing };
    let limited = found.change(|gallery| gallery.proof_by(gallery.mode, settings, now())).unwrap();
    let written = tx.galleries().update(&limited).await.unwrap();
    commit(tx).await;
    assert_eq!((written.proofing.max_approvals, written.proofing.limit_scope), (Some(max), scope));
}

async fn twenty_clicks_at_once_take_the_last_places_and_no_more(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    limit(&proofs.world, 2, LimitScope::Person).await;
    let link = proofs.world.link().await;
    let kari = guest(&proofs.kari, &proofs.world, link.id);
    let (passed, refused) = clicks(&proofs, &[kari]).await;
    assert_eq!((passed, refused), (2, vec!["max_approvals"; 18]));
    assert_eq!(proofs.approved_count().await.0, 2);
    assert_eq!(proofs.tally(&ALL, Whose::Person(proofs.kari.id), &[]).await.approvals, 2);
}

async fn a_limit_that_is_shared_holds_for_two_guests_at_once(db: TestDatabase) {
    let proofs = Proofs::on(db).await;
    limit(&proofs.world, 2, LimitScope::Gallery).await;
    let link = proofs.world.link().await;
    let people = [&proofs.kari, &proofs.ola].map(|user| guest(user, &proofs.world, link.id));
    let (passed, refused) = clicks(&proofs, &people).await;
    assert_eq!((passed, refused), (2, vec!["max_approvals"; 18]));
    assert_eq!(proofs.approved_count().await.0, 2);
}
