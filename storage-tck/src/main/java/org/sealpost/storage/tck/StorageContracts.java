package org.sealpost.storage.tck;

import org.sealpost.storage.tck.history.RandomHistoryContract;

/// Every contract. A backend's test implements this and supplies the store.
public interface StorageContracts
    extends StorageContract,
        AccountStoreContract,
        AccountDeletionContract,
        AuditStoreContract,
        AuditedActionContract,
        AuditCommitContract,
        InboxStoreContract,
        PreKeyStoreContract,
        ProfileAndKeyContract,
        RegistrationStoreContract,
        KeyGenerationContract,
        NumberChangeContract,
        NumberOverlapContract,
        FormerAccountContract,
        MediaContract,
        MediaOverlapContract,
        UsernameContract,
        UsernameOverlapContract,
        OverlapContract,
        EndingOverlapContract,
        RandomHistoryContract {}
