//! One transaction is every repository.

use async_trait::async_trait;
use atelier_application::ports::repositories::{
    AccessRepository, ApiTokenRepository, AuthorRepository, BatchRepository, CommentRepository,
    EventRepository, FingerprintRepository, GalleryRepository, GroupRepository, IdempotencyRepository,
    ImageFileRepository, ImageRepository, ImportSessionRepository, InboxRepository, InvitationRepository,
    JobRepository, OrganizationRepository, PasswordResetRepository, PhotoRepository, ProductRepository,
    ProofRepository, ProposalRepository, PublicationRepository, RoleRepository, SavedSearchRepository,
    SelectionRepository, SessionWindowRepository, ShareLinkRepository, StackRepository, StagingRepository,
    StudioRepository, TagRepository, TicketRepository, TimelineRepository, TokenRepository, UploadRepository,
    UserRepository, VersionRepository,
};
use atelier_application::ports::{SessionWindows, StoreError, Transaction};

use crate::store::SeaTx;

#[async_trait]
impl Transaction for SeaTx {
    fn studios(&self) -> &dyn StudioRepository {
        self
    }

    fn users(&self) -> &dyn UserRepository {
        self
    }

    fn roles(&self) -> &dyn RoleRepository {
        self
    }

    fn access(&self) -> &dyn AccessRepository {
        self
    }

    fn tokens(&self) -> &dyn TokenRepository {
        self
    }

    fn api_tokens(&self) -> &dyn ApiTokenRepository {
        self
    }

    fn invitations(&self) -> &dyn InvitationRepository {
        self
    }

    fn password_resets(&self) -> &dyn PasswordResetRepository {
        self
    }

    fn organizations(&self) -> &dyn OrganizationRepository {
        self
    }

    fn galleries(&self) -> &dyn GalleryRepository {
        self
    }

    fn groups(&self) -> &dyn GroupRepository {
        self
    }

    fn products(&self) -> &dyn ProductRepository {
        self
    }

    fn images(&self) -> &dyn ImageRepository {
        self
    }

    fn batches(&self) -> &dyn BatchRepository {
        self
    }

    fn uploads(&self) -> &dyn UploadRepository {
        self
    }

    fn staging(&self) -> &dyn StagingRepository {
        self
    }

    fn proposals(&self) -> &dyn ProposalRepository {
        self
    }

    fn versions(&self) -> &dyn VersionRepository {
        self
    }

    fn share_links(&self) -> &dyn ShareLinkRepository {
        self
    }

    fn photos(&self) -> &dyn PhotoRepository {
        self
    }

    fn image_files(&self) -> &dyn ImageFileRepository {
        self
    }

    fn fingerprints(&self) -> &dyn FingerprintRepository {
        self
    }

    fn authors(&self) -> &dyn AuthorRepository {
        self
    }

    fn import_sessions(&self) -> &dyn ImportSessionRepository {
        self
    }

    fn tags(&self) -> &dyn TagRepository {
        self
    }

    fn stacks(&self) -> &dyn StackRepository {
        self
    }

    fn saved_searches(&self) -> &dyn SavedSearchRepository {
        self
    }

    fn timeline(&self) -> &dyn TimelineRepository {
        self
    }

    fn publications(&self) -> &dyn PublicationRepository {
        self
    }

    fn session_windows(&self) -> &dyn SessionWindowRepository {
        self
    }

    fn sessions(&self) -> &dyn SessionWindows {
        self
    }

    fn proofs(&self) -> &dyn ProofRepository {
        self
    }

    fn selections(&self) -> &dyn SelectionRepository {
        self
    }

    fn comments(&self) -> &dyn CommentRepository {
        self
    }

    fn tickets(&self) -> &dyn TicketRepository {
        self
    }

    fn events(&self) -> &dyn EventRepository {
        self
    }

    fn jobs(&self) -> &dyn JobRepository {
        self
    }

    fn inbox(&self) -> &dyn InboxRepository {
        self
    }

    fn idempotency(&self) -> &dyn IdempotencyRepository {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.finish().await
    }
}
