/** Condition types of the sources. */
export const StorageOperationFailedCondition = "StorageOperationFailed";
export const FetchFailedCondition = "FetchFailed";
export const ArtifactOutdatedCondition = "ArtifactOutdated";
export const ArtifactInStorageCondition = "ArtifactInStorage";
export const SourceVerifiedCondition = "SourceVerified";
export const IncludeUnavailableCondition = "IncludeUnavailable";
export const BuildFailedCondition = "BuildFailed";

/** Condition and event reasons of the sources; those of all kinds are in meta. */
export const URLInvalidReason = "URLInvalid";
export const AuthenticationFailedReason = "AuthenticationFailed";
export const VerificationErrorReason = "VerificationError";
export const DirectoryCreationFailedReason = "DirectoryCreationFailed";
export const StatOperationFailedReason = "StatOperationFailed";
export const ReadOperationFailedReason = "ReadOperationFailed";
export const AcquireLockFailedReason = "AcquireLockFailed";
export const InvalidPathReason = "InvalidPath";
export const ArchiveOperationFailedReason = "ArchiveOperationFailed";
export const SymlinkUpdateFailedReason = "SymlinkUpdateFailed";
export const ArtifactUpToDateReason = "ArtifactUpToDate";
export const CacheOperationFailedReason = "CacheOperationFailed";
export const PatchOperationFailedReason = "PatchOperationFailed";
export const InvalidSTSConfigurationReason = "InvalidSTSConfiguration";
export const InvalidProviderConfigurationReason = "InvalidProviderConfiguration";
export const GarbageCollectionSucceededReason = "GarbageCollectionSucceeded";
export const GarbageCollectionFailedReason = "GarbageCollectionFailed";
export const ArtifactVerificationFailedReason = "ArtifactVerificationFailed";
export const SourceIgnoreErrorReason = "SourceIgnoreError";
export const NewArtifactReason = "NewArtifact";
export const NewRevisionReason = "NewRevision";
export const GitOperationSucceededReason = "GitOperationSucceeded";
export const GitOperationFailedReason = "GitOperationFailed";
export const EmptyGitRepositoryReason = "EmptyGitRepository";
export const IncludeChangeReason = "IncludeChange";
export const NotFoundReason = "NotFound";
export const NoArtifactReason = "NoArtifact";
